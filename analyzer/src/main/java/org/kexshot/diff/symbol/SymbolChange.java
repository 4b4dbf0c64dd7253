package org.kexshot.diff.symbol;

import java.util.List;
import java.util.Optional;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.kernel.typing.SpelledType;
import org.kexshot.symbols.Symbol;

/**
 * A data symbol whose bytes differ.
 *
 * @param symbol as the second image has it
 * @param typing its type; empty if it is not known
 * @param changedBytes how many of its bytes differ, of those that both images have
 * @param unknownBytes how many bytes one of the images does not have
 * @param start offset in it of the first byte that differs
 * @param end one past the last
 * @param values its members that differ, or its words if it has no type; the first ones
 * @param moreValues how many others differ
 * @param shownWith the changed object that it backs, as {@code "sysctl vm.swappiness"}, if that
 *     explains all of the change; empty if none does
 */
public record SymbolChange(
    Symbol symbol,
    Optional<SpelledType> typing,
    long changedBytes,
    long unknownBytes,
    long start,
    long end,
    List<ValueChange> values,
    long moreValues,
    Optional<String> shownWith) {
  public SymbolChange {
    values = List.copyOf(values);
  }

  /** Whether it is one number, so that its one value is all of it. */
  public boolean isNumber() {
    return values.size() == 1 && values.get(0).path().isEmpty();
  }

  SymbolChange with(String object) {
    return new SymbolChange(
        symbol,
        typing,
        changedBytes,
        unknownBytes,
        start,
        end,
        values,
        moreValues,
        Optional.of(object));
  }
}
