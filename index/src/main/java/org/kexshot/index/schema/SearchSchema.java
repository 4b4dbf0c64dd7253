package org.kexshot.index.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KernelObjectKinds;

/**
 * The fields of the index, derived from the attributes of snapshots and of all kinds of kernel
 * objects: each indexed attribute is a field of its name, shared by the kinds that have it. A field
 * that bears a kind's name holds the titles of its objects, so that {@code module:dummy} finds the
 * module and not the log lines about it.
 */
public final class SearchSchema {
  /** Changed with every change of analysis; a change of fields changes {@link #version} itself. */
  private static final int ANALYSIS_VERSION = 3;

  /** All text of an object; searched if a query names no field. */
  public static final String ALL = "all";

  /** The kind's name, {@value #SNAPSHOT} for a snapshot itself. */
  public static final String KIND = "kind";

  /** Full id of the snapshot that the object is of; on documents of every kind. */
  public static final String SNAPSHOT_ID = "snapshotId";

  /** The snapshot's label, on documents of every kind. */
  public static final String LABEL = "label";

  /** One line for a person; stored only. */
  public static final String TITLE = "title";

  public static final String SNAPSHOT = "snapshot";

  private static final Set<AttributeType> WHOLE_TYPES =
      Set.of(
          AttributeType.NUMBER,
          AttributeType.REFERENCE,
          AttributeType.ADDRESS,
          AttributeType.BYTES,
          AttributeType.PAGES,
          AttributeType.DURATION,
          AttributeType.FLAG);

  /** Whether values are found as a whole only, by the field's name. */
  private final Map<String, Boolean> fields = new TreeMap<>();

  /** Kinds in the order of the list of kinds, snapshots first. */
  private final Set<String> kinds = new LinkedHashSet<>();

  /** What is indexed of which kind, and how. */
  private final List<String> indexed = new ArrayList<>();

  /** The one schema. Cost: loads the declarations of all kinds. */
  public static SearchSchema get() {
    return Holder.SCHEMA;
  }

  private static final class Holder {
    static final SearchSchema SCHEMA = new SearchSchema();
  }

  private SearchSchema() {
    addAll(SNAPSHOT, SnapshotMetadata.ATTRIBUTES);
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      addAll(kind.name(), kind.attributes());
    }
    fields.put(KIND, true);
    fields.put(SNAPSHOT_ID, true);
    fields.put(LABEL, false);
  }

  private void addAll(String kind, List<? extends Attribute<?>> attributes) {
    kinds.add(kind);
    fields.put(kind, false);
    attributes.forEach(attribute -> add(kind, attribute));
  }

  private void add(String kind, Attribute<?> attribute) {
    if (attribute.has(Role.INDEXED)) {
      indexed.add(kind + "." + attribute.name() + ":" + attribute.type());
      // Of a list of objects the parts are indexed, under their own names.
      if (attribute.type() != AttributeType.OBJECTS) {
        fields.merge(
            attribute.name(), WHOLE_TYPES.contains(attribute.type()), (one, other) -> one && other);
      }
      attribute.parts().forEach(part -> add(kind, part));
    }
  }

  /** Names that a query may give before a colon, in alphabetical order. */
  public Set<String> fields() {
    return fields.keySet();
  }

  /** Whether a field's values are found as a whole only: numbers, addresses, flags. */
  boolean isWhole(String field) {
    return fields.getOrDefault(field, false);
  }

  /** Tells one schema from another; an index of another one is made again. */
  public String version() {
    return ANALYSIS_VERSION + "-" + Integer.toHexString(indexed.hashCode());
  }

  /** Names that {@code kind:} finds. */
  public Set<String> kinds() {
    return kinds;
  }
}
