package org.kexshot.symbols;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Recognises the tokens of kallsyms by what they look like: {@code kallsyms_token_table}, 256
 * NUL-terminated printable strings, and right behind it, both aligned to a pointer, {@code
 * kallsyms_token_index}, where each of them starts. Source: {@code write_src} in {@code
 * scripts/kallsyms.c}.
 */
final class TokenTables {
  static final int INDEX_BYTES = 2 * KallsymsPlaces.TOKENS;

  private TokenTables() {}

  /**
   * The first place at which 256 u16 begin with 0 and ascend; most others fail at the first two.
   *
   * @param from a multiple of the alignment, to start at
   * @return -1 if there is none
   */
  static int findIndex(byte[] bytes, int from, int alignment) {
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = from; at <= bytes.length - INDEX_BYTES; at += alignment) {
      if (words.getShort(at) == 0 && ascends(words, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean ascends(ByteBuffer words, int at) {
    int previous = 0;
    for (int i = 2; i < INDEX_BYTES; i += 2) {
      int start = Short.toUnsignedInt(words.getShort(at + i));
      if (start <= previous || start >= KallsymsPlaces.MAX_TOKEN_BYTES) {
        return false;
      }
      previous = start;
    }
    return true;
  }

  /**
   * How many bytes before the index the table of tokens starts.
   *
   * @param before the bytes up to the index
   * @param index {@link #INDEX_BYTES} bytes at an offset
   * @return -1 if what lies there is not what the index tells of
   */
  static int bytesBefore(byte[] before, byte[] index, int at, int alignment) {
    ByteBuffer starts = ByteBuffer.wrap(index, at, INDEX_BYTES).slice();
    starts.order(ByteOrder.LITTLE_ENDIAN);
    int end = before.length;
    while (end > 0 && before[end - 1] == 0) {
      end--;
    }
    int padding = before.length - end;
    int last = end;
    while (last > 0 && before[last - 1] != 0) {
      last--;
    }
    int table = last - Short.toUnsignedInt(starts.getShort(INDEX_BYTES - 2));
    boolean placed = padding >= 1 && padding <= alignment && table >= 0;
    if (!placed || (before.length - table) % alignment != 0) {
      return -1;
    }
    for (int i = 0; i < KallsymsPlaces.TOKENS; i++) {
      int stop =
          i == KallsymsPlaces.TOKENS - 1
              ? end
              : table + Short.toUnsignedInt(starts.getShort(2 * i + 2)) - 1;
      if (!isToken(before, table + Short.toUnsignedInt(starts.getShort(2 * i)), stop)) {
        return -1;
      }
    }
    return before.length - table;
  }

  private static boolean isToken(byte[] bytes, int from, int stop) {
    for (int i = from; i < stop; i++) {
      if (bytes[i] <= ' ' || bytes[i] > '~') {
        return false;
      }
    }
    return bytes[stop] == 0;
  }
}
