package org.kexshot.diff.series;

import java.util.List;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.amount.Leak;
import org.kexshot.diff.series.time.Moment;
import org.kexshot.diff.series.time.TimeAxis;

/**
 * A series of images of one machine, oldest first.
 *
 * @param moments the images
 * @param axis when they were taken
 * @param sameBoot whether objects are matched as those of one boot; else by what a user calls them
 * @param identities by what objects are matched
 * @param steps how each image differs from the one before
 * @param histories objects that came, went or changed, by kind
 * @param series amounts that changed, held or not
 * @param leaks what looks like a leak, strongest first
 * @param problems what could not be read, so that something may be missing
 */
public record Timeline(
    List<Moment> moments,
    TimeAxis axis,
    boolean sameBoot,
    Identities identities,
    List<Step> steps,
    List<ObjectHistory> histories,
    List<AmountSeries> series,
    List<Leak> leaks,
    List<String> problems) {
  public Timeline {
    moments = List.copyOf(moments);
    steps = List.copyOf(steps);
    histories = List.copyOf(histories);
    series = List.copyOf(series);
    leaks = List.copyOf(leaks);
    problems = List.copyOf(problems);
  }
}
