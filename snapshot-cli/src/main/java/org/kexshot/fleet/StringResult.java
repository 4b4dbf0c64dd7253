package org.kexshot.fleet;

import java.util.List;
import java.util.Optional;

/**
 * What a search of strings found.
 *
 * @param hits pages by repository and number
 * @param candidates pages that may hold the text, as the server knows
 * @param looked how many of them this search has looked at
 * @param next the place to go on at; empty if all were looked at
 */
public record StringResult(
    List<StringHit> hits, long candidates, long looked, Optional<String> next) {
  public StringResult {
    hits = List.copyOf(hits);
  }
}
