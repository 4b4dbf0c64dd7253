package org.kexshot.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kexshot.index.SearchHit;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchResult;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.index.fleet.FleetDirectory;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetHits;
import org.kexshot.index.fleet.FleetOrder;
import org.kexshot.index.fleet.FleetSnapshot;
import org.kexshot.index.fleet.FleetTarget;
import org.kexshot.index.query.QueryReader;
import org.kexshot.index.query.QuerySyntaxException;

/** Searches what many machines have sent to a server. */
public final class FleetSearch {
  /** Snapshots or boots that one word may name. */
  private static final int MOST_NAMED = 20_000;

  private static final int MOST_HITS = 10_000;
  private static final int MOST_TOLD = 20;

  /** Longer than a search takes that is meant. */
  private static final String MOST_TIME = "10s";

  private final OpenSearchServer server;
  private final FleetIndices indices;

  public FleetSearch(OpenSearchServer server) {
    this.server = server;
    this.indices = new FleetIndices(server);
  }

  /**
   * Searches. Cost: a request, one more for each word that names snapshots, and one for the
   * snapshots that show what was found.
   *
   * @throws SearchSyntaxException if the query cannot be read
   * @throws FleetException if the server fails
   */
  public SearchResult search(SearchRequest request) throws IOException {
    if (request.limit() > MOST_HITS) {
      throw new SearchSyntaxException(
          "a server shows %d at most; go on with --after".formatted(MOST_HITS));
    }
    Instant now = Instant.now();
    QueryReader<Map<String, Object>> reader =
        new QueryReader<>(new FleetTarget(new Named(), now), now);
    Map<String, Object> query;
    try {
      query = reader.read(request.query(), request.snapshotId());
    } catch (QuerySyntaxException unreadable) {
      throw new SearchSyntaxException(request.query(), unreadable);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    Map<String, Object> answer = indices.search(indices.objects(), body(request, query));
    if (Boolean.TRUE.equals(answer.get("timed_out"))) {
      throw new SearchSyntaxException(
          "the search would take more than %s: ask for less".formatted(MOST_TIME));
    }
    List<Map<String, Object>> hits = JsonData.objects(answer, "hits", "hits");
    return new SearchResult(
        JsonData.number(answer, "hits", "total", "value"),
        made(hits),
        next(hits, request),
        facets(answer, request),
        reader.words(),
        Optional.empty());
  }

  private static Map<String, Object> body(SearchRequest request, Map<String, Object> query)
      throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", request.limit());
    body.put("timeout", MOST_TIME);
    body.put("track_total_hits", true);
    body.put("query", query);
    body.put("sort", FleetOrder.of(request.sort()));
    if (request.after().isPresent()) {
      body.put("search_after", SearchPlace.of(request.after().get()));
    }
    Map<String, Object> facets = new LinkedHashMap<>();
    for (String field : request.facets()) {
      facets.put(
          field, Map.of("terms", Map.of("field", FleetOrder.counted(field), "size", MOST_TOLD)));
    }
    body.put("aggs", facets);
    return body;
  }

  private List<SearchHit> made(List<Map<String, Object>> hits) throws IOException {
    List<Map<String, Object>> documents =
        hits.stream().map(hit -> JsonData.object(hit, "_source")).toList();
    Set<String> boots = new HashSet<>();
    documents.forEach(each -> boots.add(JsonData.text(each, FleetFields.BOOT)));
    List<FleetSnapshot> snapshots = new ArrayList<>();
    if (!boots.isEmpty()) {
      indices.forEach(
          indices.objects(),
          FleetSnapshot.ofBoots(boots),
          FleetFields.KEY,
          FleetSnapshot.FIELDS,
          source -> snapshots.add(FleetSnapshot.of(source)));
    }
    FleetHits made = new FleetHits(snapshots);
    return documents.stream().map(made::of).toList();
  }

  private static Optional<String> next(List<Map<String, Object>> hits, SearchRequest request)
      throws IOException {
    return hits.size() < request.limit()
        ? Optional.empty()
        : Optional.of(SearchPlace.after(hits.get(hits.size() - 1)));
  }

  private static Map<String, Map<String, Long>> facets(
      Map<String, Object> answer, SearchRequest request) {
    Map<String, Map<String, Long>> facets = new LinkedHashMap<>();
    for (String field : request.facets()) {
      Map<String, Long> counts = new LinkedHashMap<>();
      JsonData.objects(answer, "aggregations", field, "buckets")
          .forEach(
              bucket ->
                  counts.put(JsonData.text(bucket, "key"), JsonData.number(bucket, "doc_count")));
      facets.put(field, counts);
    }
    return facets;
  }

  /** What words of a query name. */
  private final class Named implements FleetDirectory {
    @Override
    public List<FleetSnapshot> snapshots(Map<String, Object> query) {
      List<FleetSnapshot> found = new ArrayList<>();
      read(
          indices.objects(),
          query,
          FleetFields.KEY,
          FleetSnapshot.FIELDS,
          source -> found.add(FleetSnapshot.of(source)));
      return found;
    }

    @Override
    public Set<String> boots(Map<String, Object> query) {
      Set<String> found = new HashSet<>();
      read(
          indices.boots(),
          query,
          FleetFields.BOOT,
          List.of(FleetFields.BOOT),
          source -> found.add(JsonData.text(source, FleetFields.BOOT)));
      return found;
    }

    private void read(
        String index,
        Map<String, Object> query,
        String sort,
        List<String> fields,
        FleetIndices.Visitor visitor) {
      int[] count = {0};
      try {
        indices.forEach(
            index,
            query,
            sort,
            fields,
            source -> {
              if (++count[0] > MOST_NAMED) {
                throw new UncheckedIOException(
                    new SearchSyntaxException(
                        "this names more than %d snapshots: name fewer".formatted(MOST_NAMED)));
              }
              visitor.visit(source);
            });
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
