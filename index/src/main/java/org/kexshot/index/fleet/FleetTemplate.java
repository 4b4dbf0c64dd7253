package org.kexshot.index.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.ValueType;

/**
 * Index templates of a server. That of objects is derived from the schema: which types fields have
 * there, and how their text is taken apart, which is as {@link
 * org.kexshot.index.query.KernelTextAnalyzer} does. Strings of memory are taken apart as the index
 * of strings does.
 */
public final class FleetTemplate {
  /** How kept times are written. */
  private static final String TIMES =
      "yyyy-MM-dd HH:mm:ss||yyyy-MM-dd HH:mm:ss.SSS||yyyy-MM-dd HH:mm:ss.SSSSSS"
          + "||yyyy-MM-dd HH:mm:ss.SSSSSSSSS||strict_date_optional_time||epoch_millis";

  private static final String INDEXING = "kernel";
  private static final String SEARCHING = "kernel_query";
  private static final String LOWER_CASE = "lower";
  private static final String TRIGRAMS = "trigrams";
  private static final int MOST_SORTED = 256;

  private FleetTemplate() {}

  /**
   * Of the indices that hold objects.
   *
   * @param pattern of names of indices that it is for
   */
  public static Map<String, Object> objects(String pattern) {
    return template(
        pattern, SearchSchema.get().version(), Map.of("analysis", analysis()), objectFields());
  }

  /** The same of those that hold boots. */
  public static Map<String, Object> boots(String pattern) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String word :
        List.of(
            FleetFields.REPOSITORY,
            FleetFields.MACHINE,
            FleetFields.BOOT,
            FleetFields.SNAPSHOTS,
            FleetFields.DIGEST)) {
      fields.put(word, type("keyword"));
    }
    fields.put(FleetFields.LAST_SEEN, time());
    fields.put(FleetFields.DOCUMENTS, type("long"));
    return template(pattern, SearchSchema.get().version(), Map.of(), fields);
  }

  /** The same of those that hold strings of memory. */
  public static Map<String, Object> strings(String pattern) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(FleetFields.REPOSITORY, type("keyword"));
    fields.put(FleetFields.MACHINE, machine());
    fields.put(FleetFields.PAGE_NUMBER, type("long"));
    fields.put(FleetFields.SNAPSHOT_ID, type("keyword"));
    // Which pages have a sequence is all that is asked; the strings themselves come back whole.
    fields.put(
        FleetFields.STRINGS,
        Map.of("type", "text", "analyzer", TRIGRAMS, "index_options", "docs", "norms", false));
    return template(
        pattern,
        FleetPage.SCHEMA,
        Map.of("codec", "best_compression", "analysis", trigrams()),
        fields);
  }

  private static Map<String, Object> trigrams() {
    return Map.of(
        "tokenizer",
        Map.of(TRIGRAMS, Map.of("type", "ngram", "min_gram", 3, "max_gram", 3)),
        "analyzer",
        Map.of(
            TRIGRAMS,
            Map.of("type", "custom", "tokenizer", TRIGRAMS, "filter", List.of("lowercase"))),
        "normalizer",
        normalizer());
  }

  private static Map<String, Object> template(
      String pattern, Object schema, Map<String, Object> settings, Map<String, Object> fields) {
    return Map.of(
        "index_patterns",
        List.of(pattern),
        "template",
        Map.of(
            "settings",
            settings,
            "mappings",
            Map.of("_meta", Map.of("schema", schema), "dynamic", false, "properties", fields)));
  }

  private static Map<String, Object> analysis() {
    return Map.of(
        "filter",
        Map.of(
            "kernel_parts",
            Map.of(
                "type", "word_delimiter_graph",
                "preserve_original", true,
                "split_on_case_change", false,
                "split_on_numerics", false,
                "stem_english_possessive", false)),
        "analyzer",
        Map.of(
            INDEXING,
            analyzer(List.of("kernel_parts", "lowercase", "flatten_graph")),
            SEARCHING,
            analyzer(List.of("kernel_parts", "lowercase"))),
        "normalizer",
        normalizer());
  }

  private static Map<String, Object> normalizer() {
    return Map.of(LOWER_CASE, Map.of("type", "custom", "filter", List.of("lowercase")));
  }

  private static Map<String, Object> analyzer(List<String> filters) {
    return Map.of("type", "custom", "tokenizer", "whitespace", "filter", filters);
  }

  private static Map<String, Object> objectFields() {
    SearchSchema schema = SearchSchema.get();
    Map<String, Object> fields = new LinkedHashMap<>();
    Map<String, Object> networks = new LinkedHashMap<>();
    Map<String, Object> unsigned = new LinkedHashMap<>();
    for (String field : schema.fields()) {
      for (ValueType type : schema.types(field)) {
        fields.put(FleetFields.name(field, type), field(type));
        if (type == ValueType.TEXT) {
          networks.put(field, type("ip"));
        } else if (type == ValueType.ADDRESS) {
          unsigned.put(field, type("unsigned_long"));
        }
      }
    }
    addOwn(fields);
    fields.put(FleetFields.IP, Map.of("properties", networks));
    fields.put(FleetFields.UNSIGNED, Map.of("properties", unsigned));
    return fields;
  }

  private static Map<String, Object> field(ValueType type) {
    return switch (type) {
      case TEXT -> {
        Map<String, Object> text = new LinkedHashMap<>(text());
        text.put("copy_to", SearchSchema.ALL);
        text.put("fields", Map.of("word", Map.of("type", "keyword", "ignore_above", MOST_SORTED)));
        yield text;
      }
      case FLAG, ADDRESS -> type("keyword");
      case TIME -> number(time());
      case NUMBER, BYTES, PAGES, DURATION -> number(type("long"));
    };
  }

  private static Map<String, Object> number(Map<String, Object> type) {
    Map<String, Object> number = new LinkedHashMap<>(type);
    number.put("copy_to", SearchSchema.ALL);
    number.put("fields", Map.of("word", type("keyword")));
    return number;
  }

  private static void addOwn(Map<String, Object> fields) {
    Map<String, Object> title = new LinkedHashMap<>(text());
    title.put("copy_to", SearchSchema.ALL);
    fields.put(FleetFields.TITLE, title);
    fields.put(SearchSchema.ALL, text());
    fields.put(FleetFields.MACHINE, machine());
    for (String word :
        Set.of(
            FleetFields.KIND,
            FleetFields.REPOSITORY,
            FleetFields.BOOT,
            FleetFields.KEY,
            FleetFields.CAME,
            FleetFields.WENT,
            FleetFields.CHANGED,
            FleetFields.SNAPSHOT_ID,
            FleetFields.NAMES)) {
      fields.put(word, type("keyword"));
    }
    fields.put(FleetFields.DIGEST, Map.of("type", "keyword", "index", false));
    fields.put(FleetFields.OPEN, type("boolean"));
    fields.put(FleetFields.FIRST_SEEN, time());
    fields.put(FleetFields.LAST_SEEN, time());
    fields.put(FleetFields.SHOWN, type("integer_range"));
    fields.put(FleetFields.PLACE, type("integer"));
    fields.put(FleetFields.HISTORY, Map.of("type", "object", "enabled", false));
  }

  private static Map<String, Object> machine() {
    return Map.of("type", "keyword", "normalizer", LOWER_CASE);
  }

  private static Map<String, Object> text() {
    return Map.of(
        "type",
        "text",
        "analyzer",
        INDEXING,
        "search_analyzer",
        SEARCHING,
        "position_increment_gap",
        0);
  }

  private static Map<String, Object> time() {
    return Map.of("type", "date", "format", TIMES);
  }

  private static Map<String, Object> type(String type) {
    return Map.of("type", type);
  }
}
