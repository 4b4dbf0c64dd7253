package org.kexshot.diff.series.amount;

import java.util.Arrays;

/**
 * How fast an amount grows: the median of the slopes between each two of its points, the Theil-Sen
 * estimator, which up to 29 % of wild points do not move; and half of those slopes, from the lower
 * to the upper quartile, as its spread. Source: P. K. Sen, "Estimates of the Regression Coefficient
 * Based on Kendall's Tau", Journal of the American Statistical Association 63 (1968), 1379-1389,
 * section 3; H. Theil, "A Rank-Invariant Method of Linear and Polynomial Regression Analysis"
 * (1950). Quartiles are interpolated as type 7 of R. J. Hyndman and Y. Fan, "Sample Quantiles in
 * Statistical Packages", The American Statistician 50 (1996), 361-365. The quartiles stand in for
 * Sen's interval of 95 %, which needs five points to be finite.
 *
 * @param slope of the amount, for one unit of time
 * @param lower quartile of the slopes
 * @param upper quartile of the slopes
 */
public record Trend(double slope, double lower, double upper) {
  /**
   * Of points in any order. Two at one time have no slope between them. Cost: grows with the square
   * of their number; 4,950 slopes of 100 points.
   *
   * @throws IllegalArgumentException if no two points differ in time
   */
  public static Trend of(double[] times, double[] values) {
    double[] slopes = new double[times.length * (times.length - 1) / 2];
    int count = 0;
    for (int i = 0; i < times.length; i++) {
      for (int j = 0; j < i; j++) {
        if (times[i] != times[j]) {
          slopes[count++] = (values[i] - values[j]) / (times[i] - times[j]);
        }
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException("a slope takes two points in time");
    }
    Arrays.sort(slopes, 0, count);
    return new Trend(
        quantile(slopes, count, 0.5), quantile(slopes, count, 0.25), quantile(slopes, count, 0.75));
  }

  private static double quantile(double[] sorted, int count, double part) {
    double place = (count - 1) * part;
    int below = (int) place;
    double fraction = place - below;
    return fraction == 0
        ? sorted[below]
        : sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
  }

  /** Whether the whole spread lies above zero. */
  public boolean isGrowth() {
    return lower > 0;
  }
}
