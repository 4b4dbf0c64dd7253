package org.kexshot.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetPage;
import org.kexshot.index.fleet.PageQuery;

/**
 * Searches the strings of memory that machines have sent to a server. It tells the pages that may
 * hold a text; which of them do is seen by their strings, which come with them.
 */
public final class StringSearch {
  /** Pages that come at once; each has some kilobytes of strings. */
  private static final int AT_ONCE = 100;

  /** Pages of a text that is written otherwise almost everywhere. */
  private static final int MOST_LOOKED = 10_000;

  /** Longer than a search takes that is meant. */
  private static final String MOST_TIME = "10s";

  private final FleetIndices indices;

  public StringSearch(OpenSearchServer server) {
    this.indices = new FleetIndices(server);
  }

  /**
   * Searches. Cost: a request for each hundred pages that are looked at, 10,000 at most. Memory:
   * that of these hundred, and of the hits.
   *
   * @throws SearchSyntaxException if it would take too long
   * @throws FleetException if the server fails, or no machine has sent strings
   */
  public StringResult search(StringRequest request) throws IOException {
    Map<String, Object> query = PageQuery.holding(request.query());
    StringMatches matches = new StringMatches(request.pattern(), request.context());
    List<StringHit> hits = new ArrayList<>();
    Optional<String> place = request.after();
    long candidates = 0;
    int looked = 0;
    boolean isMore = true;
    while (isMore && hits.size() < request.limit() && looked < MOST_LOOKED) {
      Map<String, Object> answer = ask(query, place);
      candidates = JsonData.number(answer, "hits", "total", "value");
      List<Map<String, Object>> found = JsonData.objects(answer, "hits", "hits");
      int at = 0;
      while (at < found.size() && hits.size() < request.limit()) {
        FleetPage page = FleetPage.of(JsonData.object(found.get(at), "_source"));
        List<StringHit.Match> in = matches.in(page.strings());
        if (!in.isEmpty()) {
          hits.add(new StringHit(page, in));
        }
        at++;
      }
      looked += at;
      isMore = at < found.size() || found.size() == AT_ONCE;
      if (at > 0) {
        place = Optional.of(SearchPlace.after(found.get(at - 1)));
      }
    }
    if (candidates == 0 && indices.count(indices.strings(), PageQuery.all()) == 0) {
      throw indices.withoutStrings();
    }
    return new StringResult(hits, candidates, looked, isMore ? place : Optional.empty());
  }

  private Map<String, Object> ask(Map<String, Object> query, Optional<String> place)
      throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", AT_ONCE);
    body.put("timeout", MOST_TIME);
    body.put("track_total_hits", true);
    body.put("query", query);
    body.put(
        "sort",
        List.of(Map.of(FleetFields.REPOSITORY, "asc"), Map.of(FleetFields.PAGE_NUMBER, "asc")));
    if (place.isPresent()) {
      body.put("search_after", SearchPlace.of(place.get()));
    }
    Map<String, Object> answer = indices.searchStrings(body);
    if (Boolean.TRUE.equals(answer.get("timed_out"))) {
      throw new SearchSyntaxException(
          "the search would take more than %s: ask for a longer text".formatted(MOST_TIME));
    }
    return answer;
  }
}
