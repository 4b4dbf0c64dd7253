package org.kexshot.diff.series.amount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrendTest {
  /** The points of the example in Sen's paper, which are Graybill's; 21 slopes. */
  @Test
  void isTheMedianOfTheSlopesBetweenEachTwoPoints() {
    Trend trend =
        Trend.of(new double[] {1, 2, 3, 4, 10, 12, 18}, new double[] {9, 15, 19, 20, 45, 55, 78});
    assertThat(trend.slope()).isEqualTo(4.0);
  }

  /** Slopes by hand: 1, 2, 5, and between the ends 8/3, 3/2 and 7/2. */
  @Test
  void itsSpreadIsHalfOfTheSlopes() {
    Trend trend = Trend.of(new double[] {0, 1, 2, 3}, new double[] {0, 1, 3, 8});
    assertThat(trend.slope()).isCloseTo((2 + 8.0 / 3) / 2, within(1e-9));
    assertThat(trend.lower()).isCloseTo(1.5 + 0.25 * 0.5, within(1e-9));
    assertThat(trend.upper()).isCloseTo(8.0 / 3 + 0.75 * (3.5 - 8.0 / 3), within(1e-9));
    assertThat(trend.isGrowth()).isTrue();
  }

  @Test
  void twoPointsAtOneTimeHaveNoSlopeBetweenThem() {
    Trend trend = Trend.of(new double[] {0, 0, 2}, new double[] {5, 5, 9});
    assertThat(trend).isEqualTo(new Trend(2, 2, 2));
    assertThatThrownBy(() -> Trend.of(new double[] {1, 1}, new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatFallsAsOftenAsItRisesIsNoGrowth() {
    assertThat(Trend.of(new double[] {0, 1, 2, 3}, new double[] {5, 9, 4, 7}).isGrowth()).isFalse();
  }

  @Property(tries = 200)
  void anExactLineHasItsSlope(
      @ForAll @IntRange(min = 2, max = 40) int points,
      @ForAll @DoubleRange(min = -1000, max = 1000) double slope,
      @ForAll @DoubleRange(min = -1000, max = 1000) double start,
      @ForAll long seed) {
    double[] times = times(points, new Random(seed));
    double[] values = Arrays.stream(times).map(time -> start + slope * time).toArray();
    Trend trend = Trend.of(times, values);
    assertThat(trend.slope()).isCloseTo(slope, within(1e-6));
    assertThat(trend.upper() - trend.lower()).isCloseTo(0, within(1e-6));
  }

  /** As long as more than half of the slopes are between good points: below 29 % of many points. */
  @Property(tries = 200)
  void wildPointsDoNotMoveIt(@ForAll @IntRange(min = 5, max = 60) int points, @ForAll long seed) {
    Random random = new Random(seed);
    double[] times = times(points, random);
    double[] values = Arrays.stream(times).map(time -> 3 + 7 * time).toArray();
    int wild = 0;
    while (slopes(points - wild - 1) * 2 > slopes(points)) {
      values[wild++ * 7 % points] = random.nextInt() * 1e3;
    }
    assertThat(wild).isLessThanOrEqualTo((int) Math.ceil(0.293 * points));
    assertThat(Trend.of(times, values).slope()).isCloseTo(7, within(1e-6));
  }

  private static int slopes(int points) {
    return points * (points - 1) / 2;
  }

  private static double[] times(int count, Random random) {
    double[] times = new double[count];
    for (int i = 1; i < count; i++) {
      times[i] = times[i - 1] + 0.1 + random.nextDouble();
    }
    return times;
  }
}
