package org.kexshot.diff.series.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When the images of a series were taken, from the first on.
 *
 * @param measure by what it is told
 * @param times since the first image: hours, or steps where nothing tells the time
 */
public record TimeAxis(Measure measure, List<Double> times) {
  private static final double NANOS_PER_HOUR = Duration.ofHours(1).toNanos();

  /** By what the time between two images is told. */
  public enum Measure {
    /** The kernel's clock, which nobody sets; within one boot only. */
    KERNEL_CLOCK("the kernel's clock"),
    /** When the images say that they were taken. */
    CAPTURE_TIME("the time of capture"),
    /** Not at all: each image is one step after the one before. */
    STEPS("steps, for not all images tell their time");

    private final String words;

    Measure(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  public TimeAxis {
    times = List.copyOf(times);
  }

  /**
   * Of images in the order of the series. A measure that an image lacks, or by which it is not
   * later than the one before, is not taken.
   */
  public static TimeAxis of(List<Moment> moments, boolean sameBoot) {
    if (sameBoot && moments.stream().allMatch(moment -> moment.kernelNanos().isPresent())) {
      double[] hours =
          moments.stream()
              .mapToDouble(moment -> moment.kernelNanos().getAsLong() / NANOS_PER_HOUR)
              .toArray();
      if (rises(hours)) {
        return of(Measure.KERNEL_CLOCK, hours);
      }
    }
    if (moments.stream().allMatch(moment -> moment.takenAt().isPresent())) {
      Instant first = moments.get(0).takenAt().orElseThrow();
      double[] hours =
          moments.stream()
              .mapToDouble(
                  moment ->
                      Duration.between(first, moment.takenAt().orElseThrow()).toMillis()
                          / 3_600_000.0)
              .toArray();
      if (rises(hours)) {
        return of(Measure.CAPTURE_TIME, hours);
      }
    }
    return of(Measure.STEPS, IntStream.range(0, moments.size()).asDoubleStream().toArray());
  }

  private static boolean rises(double[] times) {
    return IntStream.range(1, times.length).allMatch(i -> times[i] > times[i - 1]);
  }

  private static TimeAxis of(Measure measure, double[] times) {
    return new TimeAxis(measure, Arrays.stream(times).mapToObj(time -> time - times[0]).toList());
  }
}
