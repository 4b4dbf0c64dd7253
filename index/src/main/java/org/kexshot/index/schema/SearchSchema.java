package org.kexshot.index.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KernelObjectKinds;

/**
 * The fields of the index, derived from the attributes of snapshots, of comparisons of them, and of
 * all kinds of kernel objects: each indexed attribute is a field of its name, shared by the kinds
 * that have it. A field that bears a kind's name holds the titles of its objects, so that {@code
 * module:dummy} finds the module and not the log lines about it. The fields of {@link
 * SnapshotField} are those of all.
 *
 * <p>A search reads the schema from a file that is derived beforehand: loading the declarations of
 * all kinds takes longer than the search.
 */
public final class SearchSchema {
  /** Changed with every change of analysis or of what is stored; a change of fields needs none. */
  private static final int FORMAT_VERSION = 7;

  private static final String RESOURCE = "schema.txt";

  /** All text of an object; searched if a query names no field. */
  public static final String ALL = "all";

  /** The kind's name, {@value #SNAPSHOT} for a snapshot itself. */
  public static final String KIND = "kind";

  /** The names of the processes that hold an object, whatever its kind calls them. */
  public static final String HOLDER = "owner.process";

  /** The kind of snapshots. */
  public static final String SNAPSHOT = "snapshot";

  /** The kind of comparisons of two snapshots. */
  public static final String COMPARISON = "comparison";

  /** The kind of what comparisons found. */
  public static final String CHANGE = "change";

  private static final String SHOW = "show";
  private static final String DIFF = "diff";

  private final Map<String, Set<ValueType>> fields;
  private final Map<String, String> commands;
  private final Map<String, String> holders;
  private final Set<String> others;
  private final String text;

  /** The one schema. Cost: reads a short file, once. */
  public static SearchSchema get() {
    return Holder.SCHEMA;
  }

  private static final class Holder {
    static final SearchSchema SCHEMA = read();
  }

  private SearchSchema(
      Map<String, Set<ValueType>> fields,
      Map<String, String> commands,
      Map<String, String> holders,
      Set<String> others) {
    this.others = others;
    this.fields = fields;
    this.commands = commands;
    this.holders = holders;
    this.text = written();
  }

  /** Derives it. Cost: loads the declarations of all kinds. */
  public static SearchSchema derive() {
    Map<String, Set<ValueType>> fields = new TreeMap<>();
    Map<String, String> commands = new LinkedHashMap<>();
    Map<String, String> holders = new LinkedHashMap<>();
    put(HOLDER, ValueType.TEXT, fields);
    commands.put(SNAPSHOT, SHOW);
    SnapshotMetadata.ATTRIBUTES.forEach(
        attribute -> add(attribute, SearchSchema::isIndexed, fields));
    commands.put(COMPARISON, DIFF);
    put(COMPARISON, ValueType.TEXT, fields);
    ComparisonMetadata.ATTRIBUTES.forEach(
        attribute -> add(attribute, SearchSchema::isIndexed, fields));
    commands.put(CHANGE, DIFF);
    put(CHANGE, ValueType.TEXT, fields);
    ComparisonMetadata.CHANGE_ATTRIBUTES.forEach(
        attribute -> add(attribute, SearchSchema::isIndexed, fields));
    for (String command : KernelObjectKinds.commands()) {
      for (ObjectKind<?> kind : KernelObjectKinds.listedBy(command)) {
        commands.put(kind.name(), command);
        add(kind, SearchSchema::isIndexed, fields);
        holder(kind.attributes()).ifPresent(field -> holders.put(kind.name(), field));
      }
    }
    return new SearchSchema(fields, commands, holders, everyObjects());
  }

  /** The fields of all objects, of snapshots and of comparisons. */
  private static Set<String> everyObjects() {
    Set<String> names = new TreeSet<>(SnapshotField.names());
    names.add(KIND);
    return names;
  }

  /**
   * That of objects of one image: with all attributes of these kinds, and without fields of others
   * and of snapshots.
   */
  public static SearchSchema of(List<? extends ObjectKind<?>> kinds) {
    Map<String, Set<ValueType>> fields = new TreeMap<>();
    Map<String, String> commands = new LinkedHashMap<>();
    Map<String, String> holders = new LinkedHashMap<>();
    for (ObjectKind<?> kind : kinds) {
      commands.put(kind.name(), get().command(kind.name()));
      add(kind, attribute -> !attribute.isColumnOnly(), fields);
      Optional<String> holder = holder(kind.attributes());
      if (holder.isPresent()) {
        holders.put(kind.name(), holder.get());
        put(HOLDER, ValueType.TEXT, fields);
      }
    }
    return new SearchSchema(fields, commands, holders, Set.of(KIND));
  }

  private static void add(
      ObjectKind<?> kind, Predicate<Attribute<?>> indexed, Map<String, Set<ValueType>> fields) {
    put(kind.name(), ValueType.TEXT, fields);
    kind.attributes().forEach(attribute -> add(attribute, indexed, fields));
  }

  /** The field that names the process that holds an object. */
  private static Optional<String> holder(List<? extends Attribute<?>> attributes) {
    for (Attribute<?> attribute : attributes) {
      Optional<String> found =
          attribute.has(Role.HOLDER) ? Optional.of(attribute.name()) : holder(attribute.parts());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean isIndexed(Attribute<?> attribute) {
    return attribute.has(Role.INDEXED);
  }

  private static void add(
      Attribute<?> attribute, Predicate<Attribute<?>> indexed, Map<String, Set<ValueType>> fields) {
    if (indexed.test(attribute)) {
      // Of a list of objects the parts are indexed, under their own names.
      if (attribute.type() != AttributeType.OBJECTS) {
        put(attribute.name(), ValueType.of(attribute), fields);
      }
      attribute.parts().forEach(part -> add(part, SearchSchema::isIndexed, fields));
    }
  }

  private static void put(String name, ValueType type, Map<String, Set<ValueType>> fields) {
    fields.computeIfAbsent(name, none -> EnumSet.noneOf(ValueType.class)).add(type);
  }

  private static SearchSchema read() {
    try (InputStream in = SearchSchema.class.getResourceAsStream(RESOURCE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new IllegalStateException("the schema cannot be read", impossible);
    }
  }

  private static SearchSchema parse(String text) {
    Map<String, Set<ValueType>> fields = new TreeMap<>();
    Map<String, String> commands = new LinkedHashMap<>();
    Map<String, String> holders = new LinkedHashMap<>();
    text.lines()
        .map(line -> line.split(" "))
        .forEach(
            words -> {
              if (words[0].equals(KIND)) {
                commands.put(words[1], words[2]);
              } else if (words[0].equals(HOLDER)) {
                holders.put(words[1], words[2]);
              } else {
                Arrays.stream(words[2].split(","))
                    .forEach(type -> put(words[1], ValueType.valueOf(type), fields));
              }
            });
    return new SearchSchema(fields, commands, holders, everyObjects());
  }

  private String written() {
    StringBuilder lines = new StringBuilder();
    commands.forEach((kind, command) -> lines.append("kind %s %s\n".formatted(kind, command)));
    holders.forEach((kind, field) -> lines.append("%s %s %s\n".formatted(HOLDER, kind, field)));
    fields.forEach(
        (name, types) ->
            lines.append(
                "field %s %s\n"
                    .formatted(
                        name,
                        types.stream().map(ValueType::name).collect(Collectors.joining(",")))));
    return lines.toString();
  }

  /**
   * As the file has it: a line for each kind with its command, for each kind whose objects
   * processes hold with the field that names them, and for each field with its types.
   */
  public String text() {
    return text;
  }

  /** Names that a query may give before a colon, short names apart, in alphabetical order. */
  public Set<String> fields() {
    Set<String> names = new TreeSet<>(fields.keySet());
    names.addAll(others);
    return names;
  }

  /** Of which types a field's values are, each kind's by its own; none if no object has it. */
  public Set<ValueType> types(String field) {
    return fields.getOrDefault(field, Set.of());
  }

  /** The field of a kind that names the process that holds the object, if it has one. */
  public Optional<String> holder(String kind) {
    return Optional.ofNullable(holders.get(kind));
  }

  /** Tells one schema from another; an index of another one is made again. */
  public String version() {
    return FORMAT_VERSION + "-" + Integer.toHexString(text.hashCode());
  }

  /** Names that {@code kind:} finds, snapshots first, then in the order of the list of kinds. */
  public Set<String> kinds() {
    return Collections.unmodifiableSet(commands.keySet());
  }

  /** Whether what is of a kind belongs to one snapshot each, as kernel objects do not. */
  public static boolean isOfOneSnapshot(String kind) {
    return kind.equals(SNAPSHOT) || kind.equals(COMPARISON) || kind.equals(CHANGE);
  }

  /** The command that shows the objects of a kind. */
  public String command(String kind) {
    return commands.getOrDefault(kind, SHOW);
  }
}
