package org.kexshot.index;

import java.util.List;

/**
 * What a query found.
 *
 * @param total objects that match
 * @param hits the best of them, best first
 */
public record SearchResult(long total, List<SearchHit> hits) {
  public SearchResult {
    hits = List.copyOf(hits);
  }
}
