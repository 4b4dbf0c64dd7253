package org.kexshot.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.index.fleet.FleetTemplate;
import org.kexshot.index.schema.SearchSchema;

/**
 * The two indices of a server: one of objects, one of the boots that they are of. Their names end
 * with the version of the schema, so that an upgraded machine does not disturb the others.
 */
final class FleetIndices {
  private static final int AT_ONCE = 5_000;

  private final OpenSearchServer server;

  FleetIndices(OpenSearchServer server) {
    this.server = server;
  }

  String objects() {
    return name("objects");
  }

  String boots() {
    return name("boots");
  }

  private String name(String of) {
    return "%s-%s-%s".formatted(server.prefix(), of, SearchSchema.get().version());
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

  /**
   * Searches.
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
