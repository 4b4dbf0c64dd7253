package org.kexshot.diff.symbol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kexshot.diff.bytes.MemberWalk;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.kernel.typing.Typing;
import org.kexshot.symbols.Symbol;
import org.kexshot.types.MemberLookup;
import org.kexshot.types.MemberPlace;

/**
 * Gathers which members of one symbol differ, and of one without a type which words. Bytes that are
 * no member's, between members or behind them, count as words too.
 */
final class ChangedValues {
  private final Symbol symbol;
  private final Optional<Typing> typing;
  private final MemberLookup members;
  private final int wordSize;
  private final Set<MemberPlace> places = new LinkedHashSet<>();
  private final Set<Long> words = new LinkedHashSet<>();
  private MemberPlace lastPlace;
  private long lastWord = -1;
  private long more;

  ChangedValues(Symbol symbol, Optional<Typing> typing, int pointerSize) {
    this.symbol = symbol;
    this.typing = typing;
    this.members = typing.map(type -> type.members(symbol.size())).orElse(null);
    this.wordSize = wordSize(symbol.size(), pointerSize);
  }

  /** The symbol's own size if that is a number's, else a pointer's. */
  private static int wordSize(long size, int pointerSize) {
    boolean isNumber = size <= Long.BYTES && Long.bitCount(size) == 1;
    return isNumber ? (int) size : size < pointerSize ? 1 : pointerSize;
  }

  Optional<Typing> typing() {
    return typing;
  }

  /** How many members and words differ beyond those that are kept. */
  long more() {
    return more;
  }

  /** Adds a range of bytes, all of which differ; ranges come in ascending order. */
  void add(byte[] first, int firstAt, byte[] second, int secondAt, int length, long offset)
      throws IOException {
    if (members == null) {
      for (long at = offset; at < offset + length; at += wordSize - at % wordSize) {
        word(at);
      }
      return;
    }
    long[] at = {offset};
    MemberWalk.visit(
        members,
        first,
        firstAt,
        second,
        secondAt,
        length,
        offset,
        (place, bytes) -> {
          place.ifPresentOrElse(this::member, () -> word(at[0]));
          at[0] += bytes;
        });
  }

  private void member(MemberPlace place) {
    if (place.equals(lastPlace)) {
      return;
    }
    lastPlace = place;
    if (isRoom()) {
      places.add(place);
    } else {
      more++;
    }
  }

  private void word(long offset) {
    long word = offset - offset % wordSize;
    if (word == lastWord) {
      return;
    }
    lastWord = word;
    if (isRoom() && word + wordSize <= symbol.size()) {
      words.add(word);
    } else {
      more++;
    }
  }

  private boolean isRoom() {
    return places.size() + words.size() < SymbolComparison.MAX_VALUES;
  }

  /**
   * The values of those that are kept, in both images.
   *
   * @param firstAddress where the first image has the symbol
   */
  List<ValueChange> read(ValueChange.Reader reader, long firstAddress) {
    List<ValueChange> values = new ArrayList<>();
    for (MemberPlace place : places) {
      values.add(reader.member(place, firstAddress, symbol.address()));
    }
    for (long word : words) {
      String path = symbol.size() == wordSize ? "" : "+0x%x".formatted(word);
      values.add(reader.word(path, word, wordSize, firstAddress, symbol.address()));
    }
    return values;
  }
}
