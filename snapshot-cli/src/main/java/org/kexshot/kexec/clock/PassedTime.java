package org.kexshot.kexec.clock;

import java.time.Duration;
import java.util.Optional;

/**
 * What passed in a jump by the time-stamp counter, beside what this system's clocks made of it.
 *
 * @param total from before the jump until after it
 * @param doubt by which {@code total} may be wrong, from how fast the clocks were read
 * @param monotonic what {@code CLOCK_MONOTONIC} counted, which stands still while the other kernel
 *     or program runs
 * @param realtime what {@code CLOCK_REALTIME} counted, with the leap by which the kernel made up
 *     for standing still
 */
record PassedTime(Duration total, Duration doubt, Duration monotonic, Duration realtime) {
  /**
   * The battery clock counts seconds, and the kernel lets its own clock drift two seconds from it
   * before it believes the drift ({@code timekeeping_suspend}).
   */
  private static final Duration MOST_BEHIND = Duration.ofSeconds(3);

  /** A leap less than this is none: the two clocks are read one after the other. */
  private static final Duration LEAST_LEAP = Duration.ofMillis(1);

  /**
   * Measures. The counter's rate is what {@code CLOCK_MONOTONIC} made of it before the jump.
   *
   * @param started a reading some time before {@code before}
   */
  static PassedTime between(ClockReading started, ClockReading before, ClockReading after) {
    double nanosPerCycle =
        (double) (before.monotonic() - started.monotonic())
            / (before.counter() - started.counter());
    long cycles = after.counter() - before.counter();
    double drift =
        (double) cycles
            * (started.width() + before.width())
            / (before.counter() - started.counter());
    double doubt = nanosPerCycle * (before.width() + after.width() + drift) / 2;
    return new PassedTime(
        Duration.ofNanos(Math.round(nanosPerCycle * cycles)),
        Duration.ofNanos(Math.round(doubt)),
        Duration.ofNanos(after.monotonic() - before.monotonic()),
        Duration.between(before.realtime(), after.realtime()));
  }

  /** How long this system's own time stood still. */
  Duration stoodStill() {
    return total.minus(monotonic);
  }

  /** By how much {@code CLOCK_REALTIME} is behind; negative where it is ahead. */
  Duration behind() {
    return total.minus(realtime);
  }

  /** Why the counter cannot have run on all the while. */
  Optional<String> contradiction() {
    if (stoodStill().plus(doubt).isNegative()) {
      return Optional.of(
          "the time-stamp counter was set back or stopped: it shows %d ms of the jump, the"
                  .formatted(total.toMillis())
              + " system's own clock %d ms".formatted(monotonic.toMillis()));
    }
    boolean leapt = realtime.minus(monotonic).compareTo(LEAST_LEAP) >= 0;
    if (leapt && behind().abs().compareTo(MOST_BEHIND) > 0) {
      return Optional.of(
          "the time-stamp counter shows %d ms of the jump, the battery clock %d ms: one of them was set"
              .formatted(total.toMillis(), realtime.toMillis()));
    }
    return Optional.empty();
  }
}
