package org.kexshot.diff.series.amount;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.diff.series.time.TimeAxis;

/**
 * An amount and what is known of it so far.
 *
 * @param kind of the objects that it is of
 * @param name as in {@link AmountSeries#amount}
 * @param whose of which object or group; empty for all of the kind
 * @param held its row, if it is held until someone gives it back
 * @param track its values
 */
public record Amount(
    String kind, String name, String whose, Optional<HeldAmount> held, NumberTrack track) {
  /** Through all images. */
  public AmountSeries series(TimeAxis axis) {
    List<OptionalLong> values = track.values(axis.times().size());
    Optional<Growth> growth = Growth.of(values);
    return new AmountSeries(
        kind,
        name,
        whose,
        words(),
        values,
        held.isPresent(),
        growth,
        held.isPresent() || growth.isPresent() ? trend(axis, values, growth) : Optional.empty());
  }

  private String words() {
    String words =
        held.map(row -> row.words(whose))
            .orElseGet(
                () ->
                    whose.isEmpty()
                        ? "%s of %s".formatted(name, kind)
                        : "%s of %s %s".formatted(name, kind, whose));
    return isSlab()
        ? SlabObjects.of(whose).map(slab -> words + " (" + slab.words() + ")").orElse(words)
        : words;
  }

  /** From where it began to grow, or else of all that is known; empty if that is one point. */
  private static Optional<Trend> trend(
      TimeAxis axis, List<OptionalLong> values, Optional<Growth> growth) {
    double[] times = new double[values.size()];
    double[] known = new double[values.size()];
    int count = 0;
    for (int step = growth.map(Growth::from).orElse(0); step < values.size(); step++) {
      if (values.get(step).isPresent()) {
        times[count] = axis.times().get(step);
        known[count++] = values.get(step).getAsLong();
      }
    }
    return count < 2
        ? Optional.empty()
        : Optional.of(Trend.of(Arrays.copyOf(times, count), Arrays.copyOf(known, count)));
  }

  /** Amounts that grow along with it, those with a named source first. */
  List<String> families() {
    List<String> own = held.map(HeldAmount::families).orElse(List.of());
    return isSlab()
        ? SlabObjects.of(whose).map(SlabObjects::families).orElse(List.of("slab cache " + whose))
        : own;
  }

  boolean isReclaimable() {
    return isSlab() && SlabObjects.of(whose).map(SlabObjects::reclaimable).orElse(false);
  }

  private boolean isSlab() {
    return kind.equals("slab");
  }
}
