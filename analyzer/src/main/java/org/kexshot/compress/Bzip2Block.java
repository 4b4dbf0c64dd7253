package org.kexshot.compress;

import java.io.IOException;

/**
 * One block of a bzip2 stream: codes of variable length, which stand for places in a list whose
 * last used byte is moved to the front, and for runs of its first; then the Burrows-Wheeler
 * transform is undone.
 */
final class Bzip2Block {
  /** Codes of a selector. */
  private static final int GROUP = 50;

  private static final int MOST_BITS = 20;
  private static final int RUN_B = 1;

  private final Bzip2Bits bits;
  private final int[] block;
  private final int most;
  private final byte[] front = new byte[256];
  private final int[] starts = new int[257];
  private int used;
  private Code[] codes;
  private byte[] selectors;
  private int length;

  /**
   * @param block takes the block
   * @param most bytes that it may have
   */
  Bzip2Block(Bzip2Bits bits, int[] block, int most) {
    this.bits = bits;
    this.block = block;
    this.most = most;
  }

  /**
   * Reads it: of each entry the low byte is a byte, and the rest the place of the one behind it.
   *
   * @param origin the place whose rest leads to the first byte
   * @return how many bytes it has
   */
  int read(int origin) throws IOException {
    readUsedBytes();
    readSelectors();
    readCodes();
    readBytes();
    if (origin >= length) {
      throw new IOException("a block begins at %d of its %d bytes".formatted(origin, length));
    }
    for (int i = 0; i < 256; i++) {
      starts[i + 1] += starts[i];
    }
    for (int i = 0; i < length; i++) {
      block[starts[block[i] & 0xff]++] |= i << 8;
    }
    return length;
  }

  private void readUsedBytes() throws IOException {
    int rows = bits.read(16);
    for (int row = 0; row < 16; row++) {
      if ((rows & 0x8000 >>> row) == 0) {
        continue;
      }
      int columns = bits.read(16);
      for (int column = 0; column < 16; column++) {
        if ((columns & 0x8000 >>> column) != 0) {
          front[used++] = (byte) (row * 16 + column);
        }
      }
    }
    if (used == 0) {
      throw new IOException("a block uses no byte");
    }
  }

  private void readSelectors() throws IOException {
    int groups = bits.read(3);
    int count = bits.read(15);
    if (groups < 2 || groups > 6 || count == 0) {
      throw new IOException(
          "a block has %d codes and %d selectors of them".formatted(groups, count));
    }
    codes = new Code[groups];
    selectors = new byte[count];
    byte[] recent = {0, 1, 2, 3, 4, 5};
    for (int i = 0; i < count; i++) {
      int place = 0;
      while (bits.read(1) != 0) {
        place++;
        if (place >= groups) {
          throw new IOException("a selector is of code %d of %d".formatted(place, groups));
        }
      }
      selectors[i] = toFront(recent, place);
    }
  }

  private void readCodes() throws IOException {
    byte[] lengths = new byte[used + 2];
    for (int group = 0; group < codes.length; group++) {
      int length = bits.read(5);
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        while (bits.read(1) != 0) {
          length += bits.read(1) == 0 ? 1 : -1;
          requireLength(length);
        }
        requireLength(length);
        lengths[symbol] = (byte) length;
      }
      codes[group] = new Code(lengths);
    }
  }

  private static void requireLength(int length) throws IOException {
    if (length < 1 || length > MOST_BITS) {
      throw new IOException("a code of %d bits, 1 to %d expected".formatted(length, MOST_BITS));
    }
  }

  private void readBytes() throws IOException {
    int end = used + 1;
    long run = 0;
    long weight = 1;
    for (int i = 0; ; i++) {
      if (i == selectors.length * GROUP) {
        throw new IOException("a block does not end where its selectors do");
      }
      int symbol = codes[selectors[i / GROUP]].read(bits);
      if (symbol <= RUN_B) {
        run += weight << symbol;
        weight <<= 1;
        if (run > most) {
          throw tooLong();
        }
        continue;
      }
      put(front[0], run);
      run = 0;
      weight = 1;
      if (symbol == end) {
        return;
      }
      put(toFront(front, symbol - 1), 1);
    }
  }

  private void put(byte value, long count) throws IOException {
    if (count > most - length) {
      throw tooLong();
    }
    for (long i = 0; i < count; i++) {
      block[length++] = value & 0xff;
    }
    starts[(value & 0xff) + 1] += (int) count;
  }

  private IOException tooLong() {
    return new IOException("a block is longer than %d bytes".formatted(most));
  }

  private static byte toFront(byte[] list, int place) {
    byte value = list[place];
    System.arraycopy(list, 0, list, 1, place);
    list[0] = value;
    return value;
  }

  /** A code in which the values of one length follow one another. */
  private static final class Code {
    private final int[] firsts = new int[MOST_BITS + 2];
    private final int[] counts = new int[MOST_BITS + 2];
    private final int[] offsets = new int[MOST_BITS + 2];
    private final short[] symbols;

    Code(byte[] lengths) {
      symbols = new short[lengths.length];
      for (byte length : lengths) {
        counts[length]++;
      }
      int value = 0;
      int at = 0;
      for (int length = 1; length <= MOST_BITS; length++) {
        firsts[length] = value;
        offsets[length] = at;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
          if (lengths[symbol] == length) {
            symbols[at++] = (short) symbol;
          }
        }
        value = value + counts[length] << 1;
      }
    }

    int read(Bzip2Bits bits) throws IOException {
      int value = 0;
      for (int length = 1; length <= MOST_BITS; length++) {
        value = value << 1 | bits.read(1);
        int place = value - firsts[length];
        if (place >= 0 && place < counts[length]) {
          return symbols[offsets[length] + place];
        }
      }
      throw new IOException("a code that stands for nothing");
    }
  }
}
