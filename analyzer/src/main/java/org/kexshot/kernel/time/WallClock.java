package org.kexshot.kernel.time;

import java.time.Instant;
import java.util.Optional;

/**
 * The clock that people set.
 *
 * @param bootNanos when the machine booted, by this clock: in nanoseconds since 1970 UTC; it moves
 *     if the clock is set, and not if time goes by or the machine sleeps
 * @param nanos what it showed when the kernel last brought its clocks forward
 * @param sleptNanos how long the machine slept since it booted, by {@code CLOCK_BOOTTIME}; the time
 *     that it stood still for a snapshot is of it
 * @param taiOffset seconds by which International Atomic Time is ahead, as the kernel was told
 * @param source what the kernel counts time by; empty if it cannot be read
 */
public record WallClock(
    long bootNanos, long nanos, long sleptNanos, int taiOffset, Optional<String> source) {
  private static final long SECOND = 1_000_000_000L;

  /** When the machine booted. */
  public Instant bootTime() {
    return instant(bootNanos);
  }

  /** What the clock showed. */
  public Instant time() {
    return instant(nanos);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }

  /** There is one. */
  String name() {
    return "CLOCK_REALTIME";
  }

  String title() {
    return "clock, of a machine that booted at %s, by %s"
        .formatted(bootTime(), source.orElse("an unknown source"));
  }
}
