package org.kexshot.index.schema;

import java.util.Map;
import java.util.Optional;
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

  private static final int FARTHEST_SUGGESTION = 3;

  /** Whether values are found as a whole only, by the field's name. */
  private final Map<String, Boolean> fields = new TreeMap<>();

  /** The one schema. Cost: loads the declarations of all kinds. */
  public static SearchSchema get() {
    return Holder.SCHEMA;
  }

  private static final class Holder {
    static final SearchSchema SCHEMA = new SearchSchema();
  }

  private SearchSchema() {
    SnapshotMetadata.ATTRIBUTES.forEach(this::add);
    fields.put(SNAPSHOT, false);
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      kind.attributes().forEach(this::add);
      fields.put(kind.name(), false);
    }
    fields.put(KIND, true);
    fields.put(SNAPSHOT_ID, true);
    fields.put(LABEL, false);
  }

  private void add(Attribute<?> attribute) {
    if (attribute.has(Role.INDEXED)) {
      fields.merge(
          attribute.name(), WHOLE_TYPES.contains(attribute.type()), (one, other) -> one && other);
      attribute.parts().forEach(this::add);
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
    return ANALYSIS_VERSION + "-" + Integer.toHexString(fields.toString().hashCode());
  }

  /** The field whose name is most like a word that is none. */
  Optional<String> nearest(String word) {
    String best = null;
    int bestDistance = FARTHEST_SUGGESTION + 1;
    for (String field : fields.keySet()) {
      int distance = distance(word, field);
      if (distance < bestDistance && distance < field.length()) {
        best = field;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Letters to insert, delete or replace, after Levenshtein. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
