package org.kexshot.index.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.index.schema.FieldAliases;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotField;
import org.kexshot.index.schema.ValueType;

/** In which order a server gives hits, and by which of its fields values are counted. */
public final class FleetOrder {
  private static final String DESCENDING = ":desc";
  private static final String ORDER = "order";

  private FleetOrder() {}

  /**
   * The order of hits: the best first or by a field's value, and then by key.
   *
   * @param field the field to sort by, descending with {@code :desc} behind it
   * @throws SearchSyntaxException if there is no such field
   */
  public static List<Map<String, Object>> of(Optional<String> field) throws SearchSyntaxException {
    List<Map<String, Object>> order = new ArrayList<>();
    if (field.isEmpty()) {
      order.add(Map.of("_score", Map.of(ORDER, "desc")));
    } else {
      boolean descending = field.get().endsWith(DESCENDING);
      int end = field.get().length() - (descending ? DESCENDING.length() : 0);
      order.add(
          Map.of(
              sorted(field.get().substring(0, end)),
              Map.of(ORDER, descending ? "desc" : "asc", "missing", "_last")));
    }
    order.add(Map.of(FleetFields.KEY, Map.of(ORDER, "asc")));
    return order;
  }

  private static String sorted(String asked) throws SearchSyntaxException {
    String name = known(asked);
    Optional<SnapshotField> ofSnapshots = SnapshotField.of(name);
    if (ofSnapshots.isPresent()) {
      return ofSnapshots.get() == SnapshotField.LAST_SEEN || ofSnapshots.get() == SnapshotField.GONE
          ? FleetFields.LAST_SEEN
          : FleetFields.FIRST_SEEN;
    }
    Set<ValueType> types = SearchSchema.get().types(name);
    if (types.contains(ValueType.ADDRESS)) {
      return FleetFields.UNSIGNED + "." + name;
    }
    for (ValueType type : types) {
      if (type.isNumber()) {
        return FleetFields.name(name, type);
      }
    }
    return word(name, types);
  }

  /**
   * The server's field by which values are counted.
   *
   * @throws SearchSyntaxException if there is no such field, or it is one of snapshots
   */
  public static String counted(String asked) throws SearchSyntaxException {
    String name = known(asked);
    if (SnapshotField.of(name).isPresent()) {
      throw new SearchSyntaxException(
          "a server does not count by '%s'; machine, kind or any other field it does"
              .formatted(asked));
    }
    return word(name, SearchSchema.get().types(name));
  }

  private static String word(String name, Set<ValueType> types) {
    if (types.isEmpty()) {
      return name;
    }
    ValueType type = types.iterator().next();
    String field = FleetFields.name(name, type);
    return type == ValueType.FLAG || type == ValueType.ADDRESS ? field : field + FleetFields.WORD;
  }

  private static String known(String asked) throws SearchSyntaxException {
    String name = FieldAliases.field(asked);
    if (!SearchSchema.get().fields().contains(name) && !name.equals(FleetFields.MACHINE)) {
      throw SearchSyntaxException.noField(asked);
    }
    return name;
  }
}
