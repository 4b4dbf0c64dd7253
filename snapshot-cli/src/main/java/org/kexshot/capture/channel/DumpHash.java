package org.kexshot.capture.channel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The hash by which A knows a dump on the snapshot device for what B wrote: a polynomial over its
 * 64-bit little-endian words, modulo 2^64. Any one word that differs makes it another, and so do
 * blocks in another order; it guards against damage, not against intent.
 *
 * <p>B computes it while A stands still, with the first compiler only and on whatever processor, so
 * it takes one multiplication a word and no instruction that an emulator or an old processor is
 * slow at: under emulation CRC-32 took half of the whole pause. For one thread.
 */
public final class DumpHash {
  /** Odd, so that no word's change is lost; the golden ratio's bits. */
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private static final int CHUNK = 1 << 13;

  private final long[] words = new long[CHUNK];
  private long value = 1;

  /**
   * Takes in a buffer's bytes up to its limit, and leaves its position.
   *
   * @param bytes a multiple of eight
   */
  public void update(ByteBuffer bytes) {
    if (bytes.remaining() % Long.BYTES != 0) {
      throw new IllegalArgumentException(bytes.remaining() + " bytes are no whole words");
    }
    LongBuffer from = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    while (from.hasRemaining()) {
      // Copied at once: asking a buffer for each word takes many times as long.
      int count = Math.min(CHUNK, from.remaining());
      from.get(words, 0, count);
      value = next(value, words, count);
    }
  }

  private static long next(long before, long[] words, int count) {
    long hash = before;
    for (int i = 0; i < count; i++) {
      hash = hash * MULTIPLIER + words[i];
    }
    return hash;
  }

  /** Of all that was taken in. */
  public long value() {
    return value;
  }
}
