package org.kexshot.kernel.time;

import java.time.Instant;
import java.util.Optional;

/**
 * The clock that people set.
 *
 * @param bootTime when the machine booted, by this clock: it moves if the clock is set, and not if
 *     time goes by or the machine sleeps
 * @param time what it showed when the kernel last brought its clocks forward
 * @param sleptNanos how long the machine slept since it booted, by {@code CLOCK_BOOTTIME}; the time
 *     that it stood still for a snapshot is of it
 * @param taiOffset seconds by which International Atomic Time is ahead, as the kernel was told
 * @param source what the kernel counts time by; empty if it cannot be read
 */
public record WallClock(
    Instant bootTime, Instant time, long sleptNanos, int taiOffset, Optional<String> source) {
  /** There is one. */
  String name() {
    return "CLOCK_REALTIME";
  }

  String title() {
    return "clock, of a machine that booted at %s, by %s"
        .formatted(bootTime, source.orElse("an unknown source"));
  }
}
