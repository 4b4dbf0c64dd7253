package org.kexshot.capture.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.kexshot.filter.PageKind;

/**
 * What the program in physical mode says of its run.
 *
 * @param request the number that it was given; another one if it did not run
 * @param status how it ended
 * @param address the virtual address whose page was not there, if that ended it
 * @param returnAddress A's, a physical address in A's control page
 * @param cycles of the time-stamp counter that it took
 * @param sum of all words copied, words and sum of the machine's width
 * @param sumOfSums of that sum after each page
 * @param counts frames of RAM by the ordinal of {@link PageKind}, and behind them the capture's own
 */
record SnapshotResults(
    long request,
    Status status,
    long address,
    long returnAddress,
    long cycles,
    long sum,
    long sumOfSums,
    long[] counts) {

  /** How a run ended; by the ordinal. */
  enum Status {
    /** It did not run. */
    NONE,
    /** All pages were copied. */
    DONE,
    /** Some pages were not copied. */
    FULL,
    /** A page of the area was not there; nothing was copied. */
    MOVED
  }

  /**
   * Reads them.
   *
   * @param offsets of the fields in the page, by their names
   */
  static SnapshotResults read(ByteBuffer page, ToIntFunction<String> offsets) {
    ToLongFunction<String> field = name -> page.getLong(offsets.applyAsInt(name));
    long[] counts = new long[PageKind.values().length + 1];
    int first = offsets.applyAsInt("result_counts");
    for (int i = 0; i < counts.length; i++) {
      counts[i] = page.getLong(first + i * Long.BYTES);
    }
    long status = field.applyAsLong("result_status");
    boolean known = status > 0 && status < Status.values().length;
    return new SnapshotResults(
        field.applyAsLong("result_request"),
        known ? Status.values()[(int) status] : Status.NONE,
        field.applyAsLong("result_address"),
        field.applyAsLong("result_return"),
        field.applyAsLong("result_cycles"),
        field.applyAsLong("result_sum"),
        field.applyAsLong("result_sum_of_sums"),
        counts);
  }

  long count(PageKind kind) {
    return counts[kind.ordinal()];
  }

  /** Frames that were the capture's own: its memory, and the loaded image's pages. */
  long own() {
    return counts[counts.length - 1];
  }

  /** All frames that were decided on. */
  long total() {
    return Arrays.stream(counts).sum();
  }
}
