package org.kexshot.diff.noise;

/**
 * What null pairs, images between which nothing was done, showed of one change.
 *
 * @param pairs how many of them showed it
 * @param largest how far it went at most
 * @param countRate objects a second at most; 0 where no time was known
 * @param sizeRate the step a second at most; 0 where no time was known
 */
record Expectation(int pairs, Extent largest, double countRate, double sizeRate) {
  /** As {@code pairs}: a change that says nothing, however far it goes. */
  static final int ALWAYS = Integer.MAX_VALUE;

  /** How much further than ever seen a change may go and still be expected. */
  private static final double SLACK = 2;

  /**
   * How much further a number may go after one pair, which says little of how far it goes in the
   * next: of two steps as chance has them, one of twelve times the second is eight times the first.
   */
  private static final double SLACK_OF_ONE = 8;

  static Expectation of(Extent extent, double seconds) {
    double rate = seconds > 0 ? 1 / seconds : 0;
    return new Expectation(
        1, new Extent(extent.count(), extent.size()), extent.count() * rate, extent.size() * rate);
  }

  /** Of one more pair, or of several more. */
  Expectation and(Expectation other) {
    return new Expectation(
        Math.max(pairs, other.pairs) == ALWAYS ? ALWAYS : pairs + other.pairs,
        new Extent(
            Math.max(largest.count(), other.largest.count()),
            Math.max(largest.size(), other.largest.size())),
        Math.max(countRate, other.countRate),
        Math.max(sizeRate, other.sizeRate));
  }

  /**
   * Which part of a change is what was to be expected in so many seconds, from 0 to 1.
   *
   * @param seconds 0 if not known
   */
  double explains(Extent extent, double seconds) {
    double count = share(extent.count(), SLACK * Math.max(largest.count(), countRate * seconds));
    return extent.size() == 0 ? count : share(extent.size(), expectedSize(extent, seconds));
  }

  /**
   * How far a number goes that changes anyway. Of an amount that many comings and goings make up,
   * chance alone moves as much as its root; how much less this one moves, only many pairs tell.
   */
  private double expectedSize(Extent extent, double seconds) {
    double slack = Math.max(SLACK, SLACK_OF_ONE / Math.max(1, pairs));
    return Math.max(
        slack * Math.max(largest.size(), sizeRate * seconds),
        Math.sqrt(extent.level()) / Math.max(1, pairs));
  }

  /** As {@link #explains}, where there is a bound; what may go any distance explains nothing. */
  double explainsWithin(Extent extent, double seconds) {
    double bound = extent.size() == 0 ? largest.count() : largest.size();
    return bound == Long.MAX_VALUE || Double.isInfinite(bound) ? 0 : explains(extent, seconds);
  }

  private static double share(double found, double expected) {
    return found <= 0 ? 1 : Math.min(1, expected / found);
  }
}
