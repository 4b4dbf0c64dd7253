package org.kexshot.operation.search;

import java.util.List;

/**
 * What a search of memory found.
 *
 * @param total matches, of which those in the same frames of several images are one
 * @param hits the first of them, by image and address
 * @param distinctPages that the images hold
 * @param readPages of them; the others cannot match, as the index knows
 * @param problems what could not be read
 */
public record MemorySearchResult(
    long total, List<MemoryHit> hits, long distinctPages, long readPages, List<String> problems) {
  public MemorySearchResult {
    hits = List.copyOf(hits);
    problems = List.copyOf(problems);
  }
}
