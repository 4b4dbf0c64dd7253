package org.kexshot.cli.render.html;

import java.util.List;
import java.util.Optional;

/**
 * All that the page says, for its template to lay out.
 *
 * @param assets style and script
 * @param before the first image's name
 * @param after the second image's name
 * @param relation how far they can be compared
 * @param facts pages by how they changed
 * @param factNotes what these mean
 * @param notCompared a reason and what was not compared for it
 * @param problems what could not be read
 * @param moreProblems how many others there are
 * @param effects findings, strongest first
 * @param moreEffects how many others there are
 * @param ownTraces what taking the snapshots left
 * @param routine what changes on any machine that runs
 * @param map of physical memory
 * @param owners of pages that differ; empty if none does or none is known
 * @param kinds of kernel objects that differ
 * @param unchanged kinds in which nothing differs
 * @param symbols of data
 * @param symbolSummary how many changed
 */
public record ReportPage(
    PageAssets assets,
    String before,
    String after,
    String relation,
    List<Fact> facts,
    List<String> factNotes,
    List<NotCompared> notCompared,
    List<String> problems,
    int moreProblems,
    List<FindingEntry> effects,
    int moreEffects,
    List<FindingEntry> ownTraces,
    List<String> routine,
    Optional<MapSection> map,
    Optional<OwnerSection> owners,
    List<KindSection> kinds,
    List<String> unchanged,
    Optional<ReportTable> symbols,
    String symbolSummary) {

  /** A number of pages. */
  public record Fact(String name, String count, String size) {}

  /** Why some things were not compared. */
  public record NotCompared(String reason, String what) {}
}
