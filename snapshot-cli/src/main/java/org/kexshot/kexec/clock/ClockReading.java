package org.kexshot.kexec.clock;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * What the time-stamp counter and this system's clocks showed at one instant.
 *
 * @param counter of the time-stamp counter, in cycles
 * @param width cycles within which the clocks were read, with {@code counter} in the middle
 * @param monotonic {@code CLOCK_MONOTONIC}, in nanoseconds
 * @param realtime {@code CLOCK_REALTIME}
 */
public record ClockReading(long counter, long width, long monotonic, Instant realtime) {
  /** Of so many tries one at least is not interrupted. */
  private static final int TRIES = 10;

  /** Reads all of them several times and takes the reading that took least. */
  static ClockReading take(LongSupplier counter) {
    ClockReading best = once(counter);
    for (int i = 1; i < TRIES; i++) {
      ClockReading next = once(counter);
      if (next.width < best.width) {
        best = next;
      }
    }
    return best;
  }

  private static ClockReading once(LongSupplier counter) {
    long first = counter.getAsLong();
    long monotonic = System.nanoTime();
    Instant realtime = Instant.now();
    long width = counter.getAsLong() - first;
    return new ClockReading(first + width / 2, width, monotonic, realtime);
  }
}
