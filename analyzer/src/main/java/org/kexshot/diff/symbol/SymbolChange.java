package org.kexshot.diff.symbol;

import java.util.OptionalLong;
import org.kexshot.symbols.Symbol;

/**
 * A data symbol whose bytes differ.
 *
 * @param symbol as the second image has it
 * @param changedBytes how many of its bytes differ, of those that both images have
 * @param unknownBytes how many bytes one of the images does not have
 * @param wordOffset offset in it of the first aligned word that differs
 * @param before the value of a symbol of 1, 2, 4 or 8 bytes, or else of that word; unsigned
 * @param after the word in the second image
 */
public record SymbolChange(
    Symbol symbol,
    long changedBytes,
    long unknownBytes,
    long wordOffset,
    OptionalLong before,
    OptionalLong after) {

  /** Whether the symbol is as large as a number, so that its value is {@code after}. */
  public boolean isNumber() {
    long size = symbol.size();
    return size == 1 || size == 2 || size == 4 || size == 8;
  }
}
