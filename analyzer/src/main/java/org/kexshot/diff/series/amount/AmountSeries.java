package org.kexshot.diff.series.amount;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An amount through a series of images.
 *
 * @param kind of the objects that it is of
 * @param amount {@code count}, an attribute, or what is read beside the attributes
 * @param whose of which object, or of which group of them; empty for all of the kind
 * @param words what it is, for people
 * @param values one for each image; empty where it is unknown
 * @param held whether it is held until someone gives it back; else it may count events
 * @param growth if it grew from each image to the next
 * @param trend how fast it grows in an hour, or in a step; of what is held and of what grew
 */
public record AmountSeries(
    String kind,
    String amount,
    String whose,
    String words,
    List<OptionalLong> values,
    boolean held,
    Optional<Growth> growth,
    Optional<Trend> trend) {
  public AmountSeries {
    values = List.copyOf(values);
  }
}
