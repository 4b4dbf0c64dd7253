package org.kexshot.diff.series;

import java.util.List;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.time.Moment;

/**
 * What is left of a change that was undone: of three images, one before it, one with it, and one
 * after.
 *
 * @param moments the three images
 * @param sameBoot whether objects are matched as those of one boot; else by what a user calls them
 * @param left what came with the change and is still there, what went and did not come back, and
 *     what changed and is not as it was before
 * @param raised amounts that are held, rose with the change, and are higher than before still; what
 *     grew most for each that was there before comes first
 * @param restored how many objects are as they were again
 * @param unknown objects of which it is not known whether they are left, since not all could be
 *     read
 * @param problems what could not be read, so that something may be missing
 */
public record RoundTrip(
    List<Moment> moments,
    boolean sameBoot,
    Findings left,
    List<AmountSeries> raised,
    int restored,
    List<ObjectHistory> unknown,
    List<String> problems) {
  public RoundTrip {
    moments = List.copyOf(moments);
    raised = List.copyOf(raised);
    unknown = List.copyOf(unknown);
    problems = List.copyOf(problems);
  }
}
