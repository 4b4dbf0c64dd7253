package org.kexshot.capture.channel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The checksum by which A knows a dump on the snapshot device for what B wrote: Fletcher's, over
 * 32-bit little-endian words and modulo 2^32. The low half is one more than the sum of the words,
 * the high half the sum of that sum after each word, which tells their order and number. It guards
 * against damage, not against intent.
 *
 * <p>B computes it while A stands still, with the first compiler only and on whatever processor, so
 * it takes two additions a word: CRC-32 by carry-less multiplication was half of the whole pause
 * where a processor is emulated, and a 64-bit multiplication is a call on i386. For one thread.
 */
public final class DumpSum {
  private static final int CHUNK = 1 << 14;

  private final int[] words = new int[CHUNK];
  private int sum = 1;
  private int sumOfSums;

  /**
   * Takes in a buffer's bytes up to its limit, and leaves its position.
   *
   * @param bytes a multiple of four
   */
  public void add(ByteBuffer bytes) {
    if (bytes.remaining() % Integer.BYTES != 0) {
      throw new IllegalArgumentException(bytes.remaining() + " bytes are no whole words");
    }
    IntBuffer from = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    while (from.hasRemaining()) {
      // Copied at once: asking a buffer for each word takes many times as long.
      int count = Math.min(CHUNK, from.remaining());
      from.get(words, 0, count);
      addWords(count);
    }
  }

  private void addWords(int count) {
    int[] from = words;
    int low = sum;
    int high = sumOfSums;
    for (int i = 0; i < count; i++) {
      low += from[i];
      high += low;
    }
    sum = low;
    sumOfSums = high;
  }

  /** Of all that was added. */
  public long value() {
    return (long) sumOfSums << Integer.SIZE | Integer.toUnsignedLong(sum);
  }
}
