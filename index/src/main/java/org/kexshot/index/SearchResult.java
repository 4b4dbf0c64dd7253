package org.kexshot.index;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a query found.
 *
 * @param total objects that match
 * @param hits some of them, in the order that was asked for
 * @param next where the hits after these begin, for {@link SearchRequest#after}; empty if there are
 *     none
 * @param facets numbers of objects by value, the most frequent first, by field
 * @param words that were looked for, as the user typed them
 * @param suggestion what may have been meant where nothing was found
 */
public record SearchResult(
    long total,
    List<SearchHit> hits,
    Optional<String> next,
    Map<String, Map<String, Long>> facets,
    Set<String> words,
    Optional<String> suggestion) {
  /** Of an empty index. */
  static final SearchResult NONE =
      new SearchResult(0, List.of(), Optional.empty(), Map.of(), Set.of(), Optional.empty());

  public SearchResult {
    hits = List.copyOf(hits);
    words = Set.copyOf(words);
  }
}
