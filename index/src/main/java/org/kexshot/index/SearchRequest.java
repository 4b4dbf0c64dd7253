package org.kexshot.index;

import java.util.List;
import java.util.Optional;
import org.kexshot.index.query.MemoryQuery;
import org.kexshot.index.query.QuerySyntaxException;

/**
 * What to look for.
 *
 * @param query as the user typed it; see {@code docs/how-to/search.md}
 * @param snapshotId full id, to look in one snapshot only
 * @param limit hits to return at most
 * @param sort the field to sort by, descending with {@code :desc} behind it; empty for the best
 *     first
 * @param after {@link SearchResult#next} of the hits before
 * @param facets fields whose values are to be counted
 */
public record SearchRequest(
    String query,
    Optional<String> snapshotId,
    int limit,
    Optional<String> sort,
    Optional<String> after,
    List<String> facets) {
  public SearchRequest {
    facets = List.copyOf(facets);
  }

  /** The best of all snapshots. */
  public static SearchRequest of(String query, int limit) {
    return new SearchRequest(
        query, Optional.empty(), limit, Optional.empty(), Optional.empty(), List.of());
  }

  /**
   * What a query asks of memory itself, and not of objects.
   *
   * @return empty if it asks of objects
   * @throws SearchSyntaxException if it cannot be read, or asks of both
   */
  public static Optional<MemoryQuery> ofMemory(String query) throws SearchSyntaxException {
    try {
      return MemoryQuery.of(query);
    } catch (QuerySyntaxException unreadable) {
      throw new SearchSyntaxException(query, unreadable);
    }
  }
}
