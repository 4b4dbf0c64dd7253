package org.kexshot.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Finds where the names of kallsyms start, given where they end. In front of the tokens lie, each
 * aligned to a pointer: {@code kallsyms_num_syms}, {@code kallsyms_names}, {@code kallsyms_markers}
 * (where every 256th name starts, u32, before 4.20 an {@code unsigned long}), and in some versions
 * {@code kallsyms_seqs_of_names} (three bytes a symbol). A place is taken for the number of symbols
 * if as many names behind it start where the markers say and end where they begin. Source: {@code
 * write_src} in {@code scripts/kallsyms.c}.
 *
 * <p>Cost: one look at each word before the tokens, and a walk over those few of which the last
 * marker fits. Memory: what is searched, at most 32 MiB.
 */
final class NamesSearch {
  private static final int FIRST_BYTES = 1 << 22;
  private static final int MAX_BYTES = 1 << 25;
  private static final int STRIDE = 256;
  private static final int MAX_STRIDE_BYTES = STRIDE * (2 + CompressedNames.MAX_NAME);

  private final SparseMemory memory;
  private final int alignment;

  NamesSearch(SparseMemory memory, int alignment) {
    this.memory = memory;
    this.alignment = alignment;
  }

  /**
   * The address of {@code kallsyms_num_syms}.
   *
   * @param start where the search ends, a multiple of the alignment
   * @param tokens where the names and what follows them end
   */
  OptionalLong countBefore(long start, long tokens) throws IOException {
    int most = (int) Math.min(MAX_BYTES, tokens - start);
    int searched = 0;
    while (searched < most) {
      int bytes = Math.min(most, Math.max(FIRST_BYTES, 2 * searched));
      ByteBuffer region =
          ByteBuffer.wrap(memory.read(tokens - bytes, bytes)).order(ByteOrder.LITTLE_ENDIAN);
      int stop = bytes - searched;
      for (int at = Math.min(stop, bytes - 2 * alignment); at >= 0; at -= alignment) {
        if (isCount(region, at)) {
          return OptionalLong.of(tokens - bytes + at);
        }
      }
      searched = bytes;
    }
    return OptionalLong.empty();
  }

  private boolean isCount(ByteBuffer region, int at) {
    int count = region.getInt(at);
    int names = at + alignment;
    int room = region.capacity() - names;
    if (count <= 0 || count > KallsymsPlaces.MAX_SYMBOLS || room < 2L * count) {
      return false;
    }
    return agrees(region, names, count, 4, 0)
        || agrees(region, names, count, 4, align(3 * count))
        || alignment == 8 && agrees(region, names, count, 8, 0);
  }

  /**
   * @param behind bytes between the markers and the tokens
   */
  private boolean agrees(ByteBuffer region, int names, int count, int markerBytes, int behind) {
    int strides = (count + STRIDE - 1) / STRIDE;
    int markers = region.capacity() - behind - align(markerBytes * strides);
    if (markers - names < 2L * count || region.getInt(markers) != 0) {
      return false;
    }
    long rest = markers - names - marker(region, markers, markerBytes, strides - 1);
    return rest >= 0
        && rest <= MAX_STRIDE_BYTES + alignment
        && walks(region, names, count, markers, markerBytes);
  }

  private boolean walks(ByteBuffer region, int names, int count, int markers, int markerBytes) {
    int at = names;
    for (int i = 0; i < count; i++) {
      if (i % STRIDE == 0 && marker(region, markers, markerBytes, i / STRIDE) != at - names) {
        return false;
      }
      int length = region.get(at);
      at += length >= 0 ? 1 + length : 2 + (length & 0x7f | (region.get(at + 1) & 0xff) << 7);
      if (length == 0 || at > markers) {
        return false;
      }
    }
    return names + align(at - names) == markers;
  }

  private static long marker(ByteBuffer region, int markers, int markerBytes, int index) {
    return markerBytes == 8
        ? region.getLong(markers + 8 * index)
        : Integer.toUnsignedLong(region.getInt(markers + 4 * index));
  }

  private int align(int value) {
    return value + alignment - 1 & -alignment;
  }
}
