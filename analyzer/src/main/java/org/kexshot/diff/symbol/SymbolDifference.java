package org.kexshot.diff.symbol;

import java.util.List;
import java.util.Optional;

/**
 * How the data symbols of two images differ.
 *
 * @param changes those whose bytes differ, in the order of addresses
 * @param unknown how many others are not wholly in both images, so that they may differ
 * @param notCompared why none were compared, which says nothing of them
 */
public record SymbolDifference(
    List<SymbolChange> changes, long unknown, Optional<String> notCompared) {
  public SymbolDifference {
    changes = List.copyOf(changes);
  }

  /** Why none were compared. */
  public static SymbolDifference notCompared(String reason) {
    return new SymbolDifference(List.of(), 0, Optional.of(reason));
  }
}
