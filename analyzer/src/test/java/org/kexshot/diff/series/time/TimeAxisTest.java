package org.kexshot.diff.series.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.series.time.TimeAxis.Measure;

class TimeAxisTest {
  private static Moment moment(long takenHour, long kernelHour) {
    return new Moment(
        "image",
        takenHour < 0 ? Optional.empty() : Optional.of(Instant.EPOCH.plusSeconds(takenHour * 3600)),
        Optional.empty(),
        kernelHour < 0
            ? OptionalLong.empty()
            : OptionalLong.of(Duration.ofHours(kernelHour).toNanos()));
  }

  @Test
  void withinABootTheKernelsClockTellsTheTime() {
    List<Moment> moments = List.of(moment(100, 1), moment(90, 3), moment(102, 4));
    assertThat(TimeAxis.of(moments, true))
        .isEqualTo(new TimeAxis(Measure.KERNEL_CLOCK, List.of(0.0, 2.0, 3.0)));
  }

  @Test
  void otherwiseTheTimeOfCaptureDoes() {
    List<Moment> moments = List.of(moment(100, 9), moment(101, 3), moment(104, 4));
    TimeAxis expected = new TimeAxis(Measure.CAPTURE_TIME, List.of(0.0, 1.0, 4.0));
    assertThat(TimeAxis.of(moments, false)).isEqualTo(expected);
    assertThat(TimeAxis.of(moments, true)).as("the kernel's clock ran back").isEqualTo(expected);
    assertThat(TimeAxis.of(List.of(moment(5, -1), moment(6, 2)), true).measure())
        .isEqualTo(Measure.CAPTURE_TIME);
  }

  @Test
  void withoutTimesEachImageIsAStep() {
    assertThat(TimeAxis.of(List.of(moment(-1, -1), moment(3, 2), moment(4, 5)), true))
        .isEqualTo(new TimeAxis(Measure.STEPS, List.of(0.0, 1.0, 2.0)));
    assertThat(TimeAxis.of(List.of(moment(3, -1), moment(3, -1)), true).measure())
        .isEqualTo(Measure.STEPS);
  }
}
