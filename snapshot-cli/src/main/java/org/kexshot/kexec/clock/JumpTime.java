package org.kexshot.kexec.clock;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a jump took, and what became of this system's clocks.
 *
 * @param pause from right before the jump until right after it: by the time-stamp counter, or where
 *     that could not be used by {@code CLOCK_REALTIME}, to a second
 * @param stoodStill how long of it {@code CLOCK_MONOTONIC} stood still, and its timers with it;
 *     empty where the counter could not be used
 * @param behind by how much {@code CLOCK_REALTIME} was behind after the jump, negative where it was
 *     ahead; empty where the counter could not be used
 * @param putRight whether that was put right
 * @param remark why it was not; empty where it was, or where nothing was to be done
 */
public record JumpTime(
    Duration pause,
    Optional<Duration> stoodStill,
    Optional<Duration> behind,
    boolean putRight,
    Optional<String> remark) {

  static JumpTime byWallClock(Duration pause, String why) {
    return new JumpTime(pause, Optional.empty(), Optional.empty(), false, Optional.of(why));
  }

  static JumpTime byCounter(PassedTime passed, boolean putRight, Optional<String> remark) {
    return new JumpTime(
        passed.total(),
        Optional.of(passed.stoodStill()),
        Optional.of(passed.behind()),
        putRight,
        remark);
  }
}
