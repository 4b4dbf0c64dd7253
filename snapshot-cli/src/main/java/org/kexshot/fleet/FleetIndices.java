package org.kexshot.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.index.fleet.FleetPage;
import org.kexshot.index.fleet.FleetTemplate;
import org.kexshot.index.schema.SearchSchema;

/**
 * The indices of a server: one of objects, one of the boots that they are of, one of strings of
 * memory. Their names end with the version of a schema, so that an upgraded machine does not
 * disturb the others.
 */
final class FleetIndices {
  private static final int AT_ONCE = 5_000;
  private static final int NUMBERS_AT_ONCE = 10_000;
  private static final int WORDS_AT_ONCE = 1_000;

  private final OpenSearchServer server;

  FleetIndices(OpenSearchServer server) {
    this.server = server;
  }

  String objects() {
    return name("objects", SearchSchema.get().version());
  }

  String boots() {
    return name("boots", SearchSchema.get().version());
  }

  String strings() {
    return name("strings", FleetPage.SCHEMA);
  }

  private String name(String of, Object schema) {
    return "%s-%s-%s".formatted(server.prefix(), of, schema);
  }

  /**
   * Makes those that are missing, with their templates; else nothing is written, so that a user who
   * may not make indices can send objects.
   *
   * @param shards into which that of objects is divided
   */
  void prepare(int shards) throws IOException {
    Map<String, Object> settings = Map.of("number_of_shards", shards);
    make(objects(), FleetTemplate.objects(objects()), settings);
    make(boots(), FleetTemplate.boots(boots()), Map.of("number_of_shards", 1));
  }

  /** The same of the index of strings. */
  void prepareStrings(int shards) throws IOException {
    make(strings(), FleetTemplate.strings(strings()), Map.of("number_of_shards", shards));
  }

  private void make(String index, Map<String, Object> template, Map<String, Object> settings)
      throws IOException {
    if (server.get("/" + index).isPresent()) {
      return;
    }
    server.put("/_index_template/" + index, template);
    try {
      server.put("/" + index, Map.of("settings", settings));
    } catch (FleetException failed) {
      // Another machine may have been quicker.
      if (server.get("/" + index).isEmpty()) {
        throw failed;
      }
    }
  }

  /** Lets searches find what was sent. */
  void refresh(String index) throws IOException {
    server.post("/" + index + "/_refresh", Map.of());
  }

  /** Is given one document after the other. */
  @FunctionalInterface
  interface Visitor {
    void visit(Map<String, Object> source);
  }

  /**
   * Reads all documents that a query finds.
   *
   * @param sort a field that no two of them have the same word in
   * @param fields that are read; none for all
   * @throws FleetException if this version has sent nothing to the server
   */
  void forEach(
      String index, Map<String, Object> query, String sort, List<String> fields, Visitor visitor)
      throws IOException {
    Optional<Object> after = Optional.empty();
    while (true) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("size", AT_ONCE);
      body.put("query", query);
      body.put("sort", List.of(Map.of(sort, "asc")));
      body.put("_source", fields.isEmpty() ? true : fields);
      after.ifPresent(place -> body.put("search_after", place));
      List<Map<String, Object>> hits = JsonData.objects(search(index, body), "hits", "hits");
      hits.forEach(hit -> visitor.visit(JsonData.object(hit, "_source")));
      if (hits.size() < AT_ONCE) {
        return;
      }
      after = Optional.of(hits.get(hits.size() - 1).get("sort"));
    }
  }

  /** Is given one number after the other. */
  @FunctionalInterface
  interface NumberVisitor {
    void visit(long number) throws IOException;
  }

  /**
   * Reads a number of all documents that a query finds, ascending. Cost: some 20 bytes a document.
   *
   * @param field that no two of them have the same number in
   */
  void forEachNumber(String index, Map<String, Object> query, String field, NumberVisitor visitor)
      throws IOException {
    Optional<Object> after = Optional.empty();
    while (true) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("size", NUMBERS_AT_ONCE);
      body.put("query", query);
      body.put("sort", List.of(Map.of(field, "asc")));
      body.put("_source", false);
      body.put("track_total_hits", false);
      after.ifPresent(place -> body.put("search_after", place));
      Map<String, Object> answer =
          server.post("/" + index + "/_search?filter_path=hits.hits.sort", body);
      List<Map<String, Object>> hits = JsonData.objects(answer, "hits", "hits");
      for (Map<String, Object> hit : hits) {
        visitor.visit(((Number) ((List<?>) hit.get("sort")).get(0)).longValue());
      }
      if (hits.size() < NUMBERS_AT_ONCE) {
        return;
      }
      after = Optional.of(hits.get(hits.size() - 1).get("sort"));
    }
  }

  /**
   * How many documents that a query finds have each word in a field.
   *
   * @param field of which each document has one word at most
   */
  Map<String, Long> counts(String index, Map<String, Object> query, String field)
      throws IOException {
    Map<String, Long> counts = new HashMap<>();
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("size", WORDS_AT_ONCE);
    words.put("sources", List.of(Map.of(field, Map.of("terms", Map.of("field", field)))));
    while (true) {
      Map<String, Object> body =
          Map.of("size", 0, "query", query, "aggs", Map.of(field, Map.of("composite", words)));
      Map<String, Object> answer = server.post("/" + index + "/_search", body);
      List<Map<String, Object>> buckets =
          JsonData.objects(answer, "aggregations", field, "buckets");
      buckets.forEach(
          bucket ->
              counts.put(
                  JsonData.text(bucket, "key", field), JsonData.number(bucket, "doc_count")));
      if (buckets.size() < WORDS_AT_ONCE) {
        return counts;
      }
      words.put("after", buckets.get(buckets.size() - 1).get("key"));
    }
  }

  /** How many documents a query finds. */
  long count(String index, Map<String, Object> query) throws IOException {
    return JsonData.number(server.post("/" + index + "/_count", Map.of("query", query)), "count");
  }

  /**
   * Searches strings of memory.
   *
   * @throws FleetException if no machine has sent any
   */
  Map<String, Object> searchStrings(Map<String, Object> body) throws IOException {
    return server.postIfThere("/" + strings() + "/_search", body).orElseThrow(this::withoutStrings);
  }

  /** Says that no machine has sent strings. */
  FleetException withoutStrings() {
    return server.failure(
        "no machine has sent strings of memory to %s; kexshot index push URL --strings does"
            .formatted(strings()));
  }

  /**
   * Searches objects or boots.
   *
   * @throws FleetException if this version has sent nothing to the server
   */
  Map<String, Object> search(String index, Map<String, Object> body) throws IOException {
    Optional<Map<String, Object>> found = server.postIfThere("/" + index + "/_search", body);
    if (found.isPresent()) {
      return found.get();
    }
    List<String> others =
        new ArrayList<>(
            server
                .get("/%s-objects-*".formatted(server.prefix()))
                .map(Map::keySet)
                .map(List::copyOf)
                .orElse(List.of()));
    throw server.failure(
        others.isEmpty()
            ? "there is no %s; kexshot index push makes it, and --index-prefix names another"
                .formatted(index)
            : "there is no %s, but of other versions of kexshot %s: push again with this one"
                .formatted(index, String.join(", ", others)));
  }
}
