package org.kexshot.kexec.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PassedTimeTest {
  private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");

  /** Of 2.5 GHz. */
  private static final ClockReading STARTED = at(0, 0, 0);

  private static final ClockReading BEFORE = at(2_000, 2_000, 2_000);

  /** What counter and clocks show, in milliseconds since the start. */
  private static ClockReading at(long counter, long monotonic, long realtime) {
    return new ClockReading(
        counter * 2_500_000, 5_000, monotonic * 1_000_000, START.plusMillis(realtime));
  }

  private static PassedTime until(ClockReading after) {
    return PassedTime.between(STARTED, BEFORE, after);
  }

  @Test
  void aPauseIsMeasuredByTheCounter() {
    PassedTime passed = until(at(12_000, 2_300, 11_000));
    assertThat(passed.total()).isEqualTo(Duration.ofSeconds(10));
    assertThat(passed.stoodStill()).isEqualTo(Duration.ofMillis(9_700));
    assertThat(passed.behind()).isEqualTo(Duration.ofSeconds(1));
    assertThat(passed.contradiction()).isEmpty();
  }

  @Test
  void aClockThatLeaptTooFarIsAhead() {
    PassedTime passed = until(at(2_200, 2_100, 2_650));
    assertThat(passed.behind()).isEqualTo(Duration.ofMillis(-450));
    assertThat(passed.contradiction()).isEmpty();
  }

  /**
   * Two readings of 2 us each, and the same in the two seconds of the rate for each two seconds.
   */
  @Test
  void theDoubtGrowsWithThePause() {
    assertThat(until(at(2_000, 2_000, 2_000)).doubt()).isEqualTo(Duration.ofNanos(2_000));
    assertThat(until(at(4_000, 2_100, 4_000)).doubt()).isEqualTo(Duration.ofNanos(4_000));
    assertThat(until(at(42_000, 2_100, 42_000)).doubt()).isEqualTo(Duration.ofNanos(42_000));
  }

  @Test
  void aCounterThatWasSetBackIsNoMeasure() {
    assertThat(until(at(500, 2_300, 11_000)).contradiction().orElseThrow())
        .contains("set back or stopped", "-1500 ms", "300 ms");
  }

  @Test
  void aCounterThatStoodStillItselfIsNoMeasure() {
    assertThat(until(at(2_200, 2_300, 11_000)).contradiction().orElseThrow())
        .contains("set back or stopped", "200 ms", "300 ms");
  }

  @Test
  void aCounterThatIsFarFromTheBatteryClockIsNoMeasure() {
    assertThat(until(at(4_000, 2_300, 11_000)).contradiction().orElseThrow())
        .contains("2000 ms of the jump, the battery clock 9000 ms");
    assertThat(until(at(90_000, 2_300, 11_000)).contradiction()).isPresent();
  }

  @Test
  void withoutABatteryClockTheCounterIsBelieved() {
    PassedTime passed = until(at(90_000, 2_300, 2_300));
    assertThat(passed.contradiction()).isEmpty();
    assertThat(passed.behind()).isEqualTo(Duration.ofMillis(87_700));
  }
}
