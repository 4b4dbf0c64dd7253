package org.kexshot.capture.channel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The checksum by which A knows a dump on the snapshot device for what B wrote: Fletcher's, over
 * 64-bit little-endian words and modulo 2^64: the sum of the words, one more than that, and the sum
 * of that sum after each word, which tells their order and number. It guards against damage, not
 * against intent.
 *
 * <p>B computes it while A stands still, with the first compiler only and on whatever processor, so
 * it takes two additions a word: CRC-32 by carry-less multiplication was half of the whole pause
 * where a processor is emulated, and a 64-bit multiplication is a call on i386. For one thread.
 */
public final class DumpSum {
  private static final int CHUNK = 1 << 13;
  private static final int AT_ONCE = 4;

  private final long[] words = new long[CHUNK];
  private long sum = 1;
  private long sumOfSums;
  private long taken;

  /**
   * The sum of a part, which another thread made.
   *
   * @param taken words in it
   */
  public record Part(long sum, long sumOfSums, long taken) {}

  /** What was taken in, as a part of a sum. */
  public Part part() {
    return new Part(sum, sumOfSums, taken);
  }

  /** Takes in the bytes of a part as if they had been given here, behind those before. */
  public void append(Part next) {
    sumOfSums += next.sumOfSums + next.taken * (sum - 1);
    sum += next.sum - 1;
    taken += next.taken;
  }

  /**
   * Takes in a buffer's bytes up to its limit, and leaves its position.
   *
   * @param bytes a multiple of 32
   */
  public void add(ByteBuffer bytes) {
    if (bytes.remaining() % (AT_ONCE * Long.BYTES) != 0) {
      throw new IllegalArgumentException(bytes.remaining() + " bytes are no multiple of 32");
    }
    LongBuffer from = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    while (from.hasRemaining()) {
      // Copied at once: asking a buffer for each word takes many times as long.
      int count = Math.min(CHUNK, from.remaining());
      from.get(words, 0, count);
      addWords(count);
    }
  }

  /** Four at a time, for the first compiler does not unroll loops. */
  private void addWords(int count) {
    long[] from = words;
    long low = sum;
    long high = sumOfSums;
    for (int i = 0; i < count; i += AT_ONCE) {
      long first = low + from[i];
      long second = first + from[i + 1];
      long third = second + from[i + 2];
      low = third + from[i + 3];
      high += first + second + third + low;
    }
    sum = low;
    sumOfSums = high;
    taken += count;
  }

  /** The sum of a buffer's bytes up to its limit, whose number is a multiple of 32. */
  public static String of(ByteBuffer bytes) {
    DumpSum sum = new DumpSum();
    sum.add(bytes);
    return sum.value();
  }

  /** Both sums, the one of sums first, as 32 hexadecimal digits. */
  public String value() {
    return "%016x%016x".formatted(sumOfSums, sum);
  }
}
