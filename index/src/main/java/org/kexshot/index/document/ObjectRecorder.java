package org.kexshot.index.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kexshot.index.schema.ValueType;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/**
 * Takes down the objects of a kind in one snapshot. Within a boot objects are the same if all
 * attributes of {@link Role#BOOT_IDENTITY} are equal; of several such, the first is taken for the
 * first. For one thread, and one snapshot.
 */
public final class ObjectRecorder<T> {
  private final ObjectKind<T> kind;
  private final List<Attribute<T>> identity;
  private final List<Attribute<T>> kept;
  private final long position;
  private final Predicate<Attribute<?>> indexed;
  private final Map<List<Object>, Integer> sameIdentity = new HashMap<>();

  /**
   * @param position of the snapshot
   */
  public ObjectRecorder(ObjectKind<T> kind, long position) {
    this(kind, position, attribute -> attribute.has(Role.INDEXED));
  }

  private ObjectRecorder(ObjectKind<T> kind, long position, Predicate<Attribute<?>> indexed) {
    this.kind = kind;
    this.position = position;
    this.indexed = indexed;
    identity =
        kind.attributes().stream().filter(attribute -> attribute.has(Role.BOOT_IDENTITY)).toList();
    kept = kind.attributes().stream().filter(this::isKept).toList();
  }

  /**
   * One that has every attribute be found, not those alone that a repository's index has. Of the
   * parts of an attribute there are the same: others have names that the object itself has, too.
   */
  public static <T> ObjectRecorder<T> ofAll(ObjectKind<T> kind, long position) {
    return new ObjectRecorder<>(kind, position, attribute -> !attribute.isColumnOnly());
  }

  private boolean isKept(Attribute<?> attribute) {
    return indexed.test(attribute)
        || attribute.has(Role.COMPARED)
        || attribute.has(Role.BOOT_COMPARED);
  }

  /** Whether some of what an object is known by could not be read, so that it may be another. */
  public boolean isPartlyKnown(T object) {
    return identity(object).contains(Optional.empty());
  }

  private List<Object> identity(T object) {
    List<Object> values = new ArrayList<>(identity.size());
    for (Attribute<T> attribute : identity) {
      values.add(attribute.value().apply(object));
    }
    return values;
  }

  /**
   * The next object of the snapshot.
   *
   * @param came whether the snapshot before is known not to have it, if it is not in the index
   */
  public StoredObject record(T object, boolean came) {
    Map<String, FieldHistory> fields = new LinkedHashMap<>();
    for (Attribute<T> attribute : kept) {
      add(attribute, attribute.value().apply(object), attribute, fields);
    }
    return new StoredObject(
        key(object),
        kind.name(),
        kind.title().apply(object).strip(),
        fields,
        Sightings.from(position, came));
  }

  private String key(T object) {
    List<Object> values = identity(object);
    int number = sameIdentity.merge(values, 1, Integer::sum);
    String text = kind.name() + "\0" + number + "\0" + values;
    return StoredObject.key(Position.boot(position), TextHash.of(text));
  }

  /**
   * @param of the object's own attribute, whose roles say whether it fluctuates
   */
  private void add(
      Attribute<?> attribute, Object value, Attribute<T> of, Map<String, FieldHistory> fields) {
    if (value instanceof Optional<?> perhaps) {
      if (perhaps.isPresent()) {
        add(attribute, perhaps.get(), of, fields);
      }
      return;
    }
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    if (attribute.type() != AttributeType.OBJECTS) {
      ValueType type = ValueType.of(attribute);
      put(attribute, of, items.stream().map(type::text).toList(), fields);
    }
    for (Attribute<?> part : attribute.parts()) {
      if (part.has(Role.INDEXED)) {
        put(part, of, List.of(), fields);
        items.forEach(item -> add(part, valueOf(part, item), of, fields));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Object valueOf(Attribute<?> part, Object item) {
    return ((Attribute<Object>) part).value().apply(item);
  }

  private void put(
      Attribute<?> attribute,
      Attribute<T> of,
      List<String> values,
      Map<String, FieldHistory> fields) {
    FieldHistory before = fields.get(attribute.name());
    List<String> all = new ArrayList<>(before == null ? List.of() : before.latest());
    all.addAll(values);
    fields.put(
        attribute.name(),
        new FieldHistory(
            ValueType.of(attribute),
            indexed.test(attribute),
            of.has(Role.VOLATILE),
            List.of(new FieldHistory.Version(position, all))));
  }
}
