package org.kexshot.cli.render.html.series;

import java.util.List;
import org.kexshot.cli.render.html.PageAssets;
import org.kexshot.cli.render.html.ReportTable;

/**
 * What the page of a series says; text is fit for it but for HTML's own escaping.
 *
 * @param images how many there are, in words
 * @param relation whether they are of one boot, in words
 * @param matching a sentence where the user said by what objects are matched; else empty
 * @param timeBy by what time is told
 * @param problems what could not be read
 * @param moreProblems how many others there are
 * @param leakNote what is said of leaks as a whole
 * @param leaks what looks like a leak, strongest first
 * @param moreLeaks how many others there are
 * @param steps from each image to the next
 * @param groups amounts that changed, by kind
 * @param lives what became of objects
 * @param moreLives how many others there are
 * @param moments the images
 */
public record SeriesPage(
    PageAssets assets,
    String images,
    String relation,
    String matching,
    String timeBy,
    List<String> problems,
    int moreProblems,
    String leakNote,
    List<AmountEntry> leaks,
    int moreLeaks,
    List<StepEntry> steps,
    List<AmountGroup> groups,
    List<LifeEntry> lives,
    int moreLives,
    ReportTable moments) {
  public SeriesPage {
    problems = List.copyOf(problems);
    leaks = List.copyOf(leaks);
    steps = List.copyOf(steps);
    groups = List.copyOf(groups);
    lives = List.copyOf(lives);
  }
}
