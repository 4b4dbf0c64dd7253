package org.kexshot.kexec.clock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one system tells another of its clock as it hands the processor over: the time-stamp counter
 * runs on through the jump, so that the other can tell what the clock shows now.
 *
 * @param counter of the time-stamp counter, in cycles
 * @param realtime {@code CLOCK_REALTIME} at that count
 * @param nanosPerCycle the counter's rate
 */
public record ClockSignal(long counter, Instant realtime, double nanosPerCycle) {
  private static final int SIZE = 3 * Long.BYTES;

  private static final long NANOS = 1_000_000_000L;

  /** As it is passed on: counter, nanoseconds since 1970, rate; zeros where there is none. */
  public static ByteBuffer encode(Optional<ClockSignal> signal) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    signal.ifPresent(
        given ->
            bytes
                .putLong(given.counter)
                .putLong(given.realtime.getEpochSecond() * NANOS + given.realtime.getNano())
                .putDouble(given.nanosPerCycle));
    return bytes.clear();
  }

  /** What {@link #encode} gave. */
  public static Optional<ClockSignal> decode(byte[] page) {
    ByteBuffer bytes = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    long counter = bytes.getLong();
    long nanos = bytes.getLong();
    double rate = bytes.getDouble();
    return rate > 0 && rate < NANOS
        ? Optional.of(
            new ClockSignal(counter, Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS), rate))
        : Optional.empty();
  }

  /** Time between two counts. */
  public Duration between(long from, long to) {
    return Duration.ofNanos(Math.round((to - from) * nanosPerCycle));
  }

  /** What the sender's clock shows at a count. */
  public Instant at(long count) {
    return realtime.plus(between(counter, count));
  }
}
