package org.kexshot.symbols;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks names up by halving the kernel's own list of symbols sorted by name, {@code
 * kallsyms_seqs_of_names} (since 6.2, commit 60443c88f3a8, and in stable series before): three
 * bytes a symbol, big-endian. So that a few look-ups decode a few hundred names and not all.
 */
final class SortedNameLookup implements NameLookup {
  private static final int SAMPLES = 64;

  private final CompressedNames names;
  private final byte[] sequence;
  private final int offset;

  private SortedNameLookup(CompressedNames names, byte[] sequence, int offset) {
    this.names = names;
    this.sequence = sequence;
    this.offset = offset;
  }

  /**
   * Takes bytes at an offset for the list, if neighbours at places all over it are in order; no
   * kernel exports its address, so it is looked for where the linker puts it.
   */
  static Optional<SortedNameLookup> recognise(CompressedNames names, byte[] bytes, int offset) {
    int count = names.count();
    if (count < 2 || offset < 0 || offset + 3L * count > bytes.length) {
      return Optional.empty();
    }
    SortedNameLookup lookup = new SortedNameLookup(names, bytes, offset);
    byte[] left = new byte[CompressedNames.MAX_NAME];
    byte[] right = new byte[CompressedNames.MAX_NAME];
    for (int i = 0; i < SAMPLES; i++) {
      int at = (int) ((long) i * (count - 2) / (SAMPLES - 1));
      int one = lookup.symbolAt(at);
      int other = lookup.symbolAt(at + 1);
      if (one >= count || other >= count || one == other) {
        return Optional.empty();
      }
      int length = names.decode(one, left);
      byte[] name = Arrays.copyOfRange(left, Math.min(1, length), length);
      if (names.compare(name, other, right) > 0) {
        return Optional.empty();
      }
    }
    return Optional.of(lookup);
  }

  @Override
  public List<Integer> find(byte[] name) {
    byte[] buffer = new byte[CompressedNames.MAX_NAME];
    int low = 0;
    int high = names.count();
    while (low < high) {
      int middle = low + high >>> 1;
      int symbol = symbolAt(middle);
      if (symbol >= names.count()) {
        return List.of();
      }
      if (names.compare(name, symbol, buffer) > 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    List<Integer> found = new ArrayList<>();
    for (int place = low; place < names.count(); place++) {
      int symbol = symbolAt(place);
      if (symbol >= names.count() || names.compare(name, symbol, buffer) != 0) {
        break;
      }
      found.add(symbol);
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  private int symbolAt(int place) {
    int at = offset + 3 * place;
    return (sequence[at] & 0xff) << 16 | (sequence[at + 1] & 0xff) << 8 | sequence[at + 2] & 0xff;
  }
}
