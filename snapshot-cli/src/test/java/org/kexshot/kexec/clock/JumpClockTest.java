package org.kexshot.kexec.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JumpClockTest {
  private final List<Duration> shifts = new ArrayList<>();

  private JumpTime settle(PassedTime passed, boolean keep) {
    return JumpClock.settle(passed, keep, shifts::add);
  }

  private static PassedTime millis(long total, long doubt, long monotonic, long realtime) {
    return new PassedTime(
        Duration.ofMillis(total),
        Duration.ofMillis(doubt),
        Duration.ofMillis(monotonic),
        Duration.ofMillis(realtime));
  }

  @Test
  void aClockThatIsBehindIsPutForward() {
    JumpTime time = settle(millis(10_000, 0, 300, 9_266), false);
    assertThat(shifts).containsExactly(Duration.ofMillis(734));
    assertThat(time.putRight()).isTrue();
    assertThat(time.pause()).isEqualTo(Duration.ofSeconds(10));
    assertThat(time.stoodStill()).contains(Duration.ofMillis(9_700));
    assertThat(time.behind()).contains(Duration.ofMillis(734));
    assertThat(time.remark()).isEmpty();
  }

  @Test
  void aClockThatIsAheadIsPutBack() {
    assertThat(settle(millis(200, 0, 100, 650), false).putRight()).isTrue();
    assertThat(shifts).containsExactly(Duration.ofMillis(-450));
  }

  @Test
  void aClockThatIsRightIsLeftAlone() {
    JumpTime time = settle(millis(10_000, 0, 300, 10_000), false);
    assertThat(shifts).isEmpty();
    assertThat(time.putRight()).isFalse();
    assertThat(time.remark()).isEmpty();
  }

  /** The kernel set it by the battery clock, to a second. */
  @Test
  void aCounterThatIsInLessDoubtThanTheBatteryClockSetsTheClock() {
    assertThat(settle(millis(600_000, 999, 300, 599_500), false).putRight()).isTrue();
    assertThat(shifts).containsExactly(Duration.ofMillis(500));
  }

  @Test
  void aCounterThatIsInMoreDoubtLeavesTheClockAloneAndSaysSo() {
    JumpTime time = settle(millis(600_000, 1_000, 300, 599_500), false);
    assertThat(shifts).isEmpty();
    assertThat(time.putRight()).isFalse();
    assertThat(time.remark().orElseThrow()).contains("wrong by 1000 ms");
    assertThat(settle(millis(600_000, 1_000, 300, 598_900), false).putRight()).isTrue();
  }

  @Test
  void aClockThatIsToBeKeptIsOnlyMeasured() {
    JumpTime time = settle(millis(10_000, 0, 300, 9_266), true);
    assertThat(shifts).isEmpty();
    assertThat(time.putRight()).isFalse();
    assertThat(time.behind()).contains(Duration.ofMillis(734));
    assertThat(time.remark().orElseThrow()).contains("as asked for");
  }

  @Test
  void aClockThatTheKernelDoesNotSetIsTold() {
    JumpTime time =
        JumpClock.settle(
            millis(10_000, 0, 300, 9_266),
            false,
            by -> {
              throw new IOException("adjtimex: not permitted");
            });
    assertThat(time.putRight()).isFalse();
    assertThat(time.behind()).contains(Duration.ofMillis(734));
    assertThat(time.remark()).contains("adjtimex: not permitted");
  }

  /** The pause is then what the wall clock made of it. */
  @Test
  void aCounterThatIsContradictedSetsNothing() {
    JumpTime time = settle(millis(200, 0, 300, 9_000), false);
    assertThat(shifts).isEmpty();
    assertThat(time.pause()).isEqualTo(Duration.ofSeconds(9));
    assertThat(time.behind()).isEmpty();
    assertThat(time.stoodStill()).isEmpty();
    assertThat(time.remark().orElseThrow()).contains("set back or stopped");
  }
}
