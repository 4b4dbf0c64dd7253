package org.kexshot.diff.series.amount;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * That an amount grew from each image to the next.
 *
 * @param from the image from which on it grew, from 0; later than the first if it was 0 before
 * @param points images in which it is known, from there on; 3 at least
 * @param first what it was in the first of them
 * @param last what it was in the last of them
 */
public record Growth(int from, int points, long first, long last) {
  /** Of two points one is always the greater. */
  private static final int FEWEST = 3;

  /** For what was not there from the start, of which there is more. */
  private static final int FEWEST_OF_LATECOMERS = 4;

  /**
   * Of values, an empty one of which is unknown; empty if they did not only grow.
   *
   * @param values one for each image
   */
  static Optional<Growth> of(List<OptionalLong> values) {
    int from = start(values);
    int points = 0;
    long first = 0;
    long last = 0;
    for (OptionalLong value : values.subList(from, values.size())) {
      if (value.isEmpty()) {
        continue;
      }
      if (points > 0 && value.getAsLong() <= last) {
        return Optional.empty();
      }
      last = value.getAsLong();
      first = points++ == 0 ? last : first;
    }
    return points < (from == 0 ? FEWEST : FEWEST_OF_LATECOMERS)
        ? Optional.empty()
        : Optional.of(new Growth(from, points, first, last));
  }

  /** The last image before there was any. */
  private static int start(List<OptionalLong> values) {
    OptionalLong none = OptionalLong.of(0);
    int from = 0;
    while (from + 1 < values.size()
        && values.get(from).equals(none)
        && values.get(from + 1).equals(none)) {
      from++;
    }
    return from;
  }

  /** How much it grew for each that was there before. */
  double factor() {
    return (double) (last - first) / Math.max(first, 1);
  }
}
