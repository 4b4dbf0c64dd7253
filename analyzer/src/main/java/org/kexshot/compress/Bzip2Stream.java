package org.kexshot.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * What {@code bzip2} packed, unpacked block by block; streams one after another, as {@code pbzip2}
 * writes them, are one, which the library for other formats does not read. Each block's and each
 * stream's checksum is compared. What follows a stream and is none ends it, as for {@code bzip2}.
 * Memory: 4.5 MB at most. Source: {@code decompress.c} of bzip2 1.0.8 by J. Seward.
 */
final class Bzip2Stream extends InputStream {
  private static final int STREAM_MAGIC = 0x425a68;
  private static final long BLOCK_MAGIC = 0x314159265359L;
  private static final long END_MAGIC = 0x177245385090L;
  private static final int BLOCK_UNIT = 100_000;

  /** Bytes of the same value in a row behind which a byte says how many more there are. */
  private static final int RUN = 4;

  private static final int[] CRC = crcTable();

  private final Bzip2Bits bits;
  private int blockSize;
  private int streamCrc;

  /** Each entry's low byte is a byte, and the rest the place of the one that follows it. */
  private int[] block = new int[0];

  private int next;
  private int left;
  private int blockCrc;
  private int crc;
  private int last;
  private int equal;
  private int repeats;
  private boolean inBlock;
  private boolean ended;

  Bzip2Stream(InputStream in) throws IOException {
    this.bits = new Bzip2Bits(in);
    if (!beginStream()) {
      throw new IOException("is no bzip2 stream");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int done = 0;
    while (done == 0 && hasBlock()) {
      while (done < length) {
        int value = nextByte();
        if (value < 0) {
          endBlock();
          break;
        }
        into[offset + done++] = (byte) value;
      }
    }
    return done == 0 ? -1 : done;
  }

  /** The next byte of the block; -1 at its end. */
  private int nextByte() {
    while (repeats == 0) {
      if (left == 0) {
        return -1;
      }
      int entry = block[next];
      next = entry >>> 8;
      left--;
      int value = entry & 0xff;
      if (equal < RUN) {
        equal = value == last ? equal + 1 : 1;
        last = value;
        return counted(value);
      }
      repeats = value;
      equal = 0;
    }
    repeats--;
    return counted(last);
  }

  private int counted(int value) {
    crc = crc << 8 ^ CRC[crc >>> 24 ^ value];
    return value;
  }

  private void endBlock() throws IOException {
    if (~crc != blockCrc) {
      throw new IOException(
          "a block's CRC-32 is 0x%08x, expected 0x%08x".formatted(~crc, blockCrc));
    }
    streamCrc = (streamCrc << 1 | streamCrc >>> 31) ^ blockCrc;
    inBlock = false;
  }

  /** Whether there is a block, the one that is being read or the next one. */
  private boolean hasBlock() throws IOException {
    while (!inBlock && !ended) {
      long magic = (long) bits.read(24) << 24 | bits.read(24);
      if (magic == BLOCK_MAGIC) {
        beginBlock();
      } else if (magic == END_MAGIC) {
        endStream();
      } else {
        throw new IOException("neither a block nor the end of a stream is where one should be");
      }
    }
    return inBlock;
  }

  private void beginBlock() throws IOException {
    blockCrc = bits.read(16) << 16 | bits.read(16);
    if (bits.read(1) != 0) {
      throw new IOException("a block is randomised, as bzip2 has not written them since 1998");
    }
    int origin = bits.read(24);
    if (block.length < blockSize) {
      block = new int[blockSize];
    }
    left = new Bzip2Block(bits, block, blockSize).read(origin);
    next = block[origin] >>> 8;
    crc = -1;
    last = -1;
    equal = 0;
    repeats = 0;
    inBlock = true;
  }

  private void endStream() throws IOException {
    int expected = bits.read(16) << 16 | bits.read(16);
    if (expected != streamCrc) {
      throw new IOException(
          "a stream's CRC-32 is 0x%08x, expected 0x%08x".formatted(streamCrc, expected));
    }
    bits.toByte();
    ended = !beginStream();
  }

  /** Whether another stream begins here. */
  private boolean beginStream() throws IOException {
    try {
      if (bits.read(24) != STREAM_MAGIC) {
        return false;
      }
    } catch (EOFException end) {
      return false;
    }
    int units = bits.read(8) - '0';
    if (units < 1 || units > 9) {
      throw new IOException("a stream's blocks are of %d units, 1 to 9 expected".formatted(units));
    }
    blockSize = units * BLOCK_UNIT;
    streamCrc = 0;
    return true;
  }

  /** Of CRC-32 with the highest bit first. */
  private static int[] crcTable() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = value << 1 ^ (value < 0 ? 0x04c11db7 : 0);
      }
      table[i] = value;
    }
    return table;
  }

  @Override
  public void close() throws IOException {
    bits.close();
  }
}
