package org.kexshot.index.fleet;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts of OpenSearch's query language. */
public final class FleetQuery {
  private static final String BOOL = "bool";

  private FleetQuery() {}

  /** Finds nothing. */
  static Map<String, Object> nothing() {
    return Map.of("match_none", Map.of());
  }

  /** A field has this word. */
  public static Map<String, Object> term(String field, Object word) {
    return Map.of("term", Map.of(field, Map.of("value", word)));
  }

  /** A field has one of these words. */
  public static Map<String, Object> terms(String field, Collection<String> words) {
    return Map.of("terms", Map.of(field, List.copyOf(words)));
  }

  /** A field has a word of this pattern. */
  static Map<String, Object> pattern(String field, String pattern) {
    return Map.of("wildcard", Map.of(field, Map.of("value", pattern)));
  }

  /** A field has a word that begins so. */
  static Map<String, Object> prefix(String field, String start) {
    return Map.of("prefix", Map.of(field, Map.of("value", start)));
  }

  static Map<String, Object> exists(String field) {
    return Map.of("exists", Map.of("field", field));
  }

  /**
   * A field has a value from the first to the last.
   *
   * @param first {@link Long#MIN_VALUE} for no end
   * @param last {@link Long#MAX_VALUE} for no end
   * @param more settings of the query
   */
  static Map<String, Object> range(String field, long first, long last, Map<String, Object> more) {
    Map<String, Object> range = new LinkedHashMap<>(more);
    if (first != Long.MIN_VALUE) {
      range.put("gte", first);
    }
    if (last != Long.MAX_VALUE) {
      range.put("lte", last);
    }
    return Map.of("range", Map.of(field, range));
  }

  /** A field has an address; both ends are in the order of numbers with a sign. */
  static Map<String, Object> unsigned(String field, long first, long last) {
    return Map.of(
        "range",
        Map.of(
            field,
            Map.of(
                "gte", Long.toUnsignedString(first ^ Long.MIN_VALUE),
                "lte", Long.toUnsignedString(last ^ Long.MIN_VALUE))));
  }

  /** A field has a time, in milliseconds since 1970. */
  static Map<String, Object> time(String field, long first, long last) {
    return range(field, first, last, Map.of("format", "epoch_millis"));
  }

  /** Both must hold; neither ranks. */
  public static Map<String, Object> filter(Map<String, Object> one, Map<String, Object> other) {
    return Map.of(BOOL, Map.of("filter", List.of(one, other)));
  }

  /** One must hold. */
  static Map<String, Object> any(List<Map<String, Object>> queries) {
    return Map.of(BOOL, Map.of("should", queries, "minimum_should_match", 1));
  }

  /** All of the first must hold and rank, none of the second, all of the third. */
  static Map<String, Object> all(
      List<Map<String, Object>> required,
      List<Map<String, Object>> excluded,
      List<Map<String, Object>> filters) {
    return Map.of(BOOL, Map.of("must", required, "must_not", excluded, "filter", filters));
  }
}
