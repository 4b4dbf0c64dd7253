package org.kexshot.cli.render.html.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.html.FindingEntries;
import org.kexshot.cli.render.html.FindingEntry;
import org.kexshot.cli.render.html.PageText;
import org.kexshot.cli.render.html.SizeBudget;
import org.kexshot.diff.series.Step;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.objects.KernelObjectKinds;

/**
 * From one image to the next: what grew and shrank, and what came, went and changed.
 *
 * @param from the earlier image
 * @param to the later one
 * @param moved amounts that are held and moved most, as a share of the larger value
 * @param findings what changed, strongest first
 * @param leftOut how many findings are left out
 */
public record StepEntry(
    String from, String to, List<Moved> moved, List<FindingEntry> findings, int leftOut) {
  /** Bars of a step; more nobody compares. */
  private static final int MOST_MOVED = 8;

  /**
   * An amount that grew or shrank.
   *
   * @param words what it is
   * @param change by how much, with a sign, and from what to what
   * @param bar length of its bar, from 0 to {@link #BAR}
   * @param grew whether it grew
   */
  public record Moved(String words, String change, int bar, boolean grew) {
    /** The longest bar: all of the larger value. */
    public static final int BAR = 100;

    private static Moved of(AmountSeries series, long before, long after) {
      boolean grew = after > before;
      return new Moved(
          PageText.of(series.words()),
          "%s%s (%s to %s)"
              .formatted(
                  grew ? "+" : "",
                  Text.count(after - before),
                  Text.count(before),
                  Text.count(after)),
          Math.max(1, (int) Math.round(BAR * share(before, after))),
          grew);
    }

    private long size() {
      return 320 + SizeBudget.of(words) + SizeBudget.of(change);
    }
  }

  public StepEntry {
    moved = List.copyOf(moved);
    findings = List.copyOf(findings);
  }

  /** Whether there is nothing to say of it. */
  public boolean isQuiet() {
    return moved.isEmpty() && findings.isEmpty() && leftOut == 0;
  }

  static List<StepEntry> of(Timeline timeline, SizeBudget budget) {
    List<StepEntry> entries = new ArrayList<>();
    int left = timeline.steps().size();
    for (Step step : timeline.steps()) {
      SizeBudget share = budget.share(left--);
      List<Moved> moved = moved(timeline, step.to(), share);
      List<FindingEntry> findings = new FindingEntries(share).of(step.findings().effects());
      entries.add(
          new StepEntry(
              PageText.of(timeline.moments().get(step.to() - 1).name()),
              PageText.of(timeline.moments().get(step.to()).name()),
              moved,
              findings,
              step.findings().effects().size() - findings.size()));
      budget.giveBack(share);
    }
    return entries;
  }

  private record Candidate(AmountSeries series, long before, long after) {}

  private static List<Moved> moved(Timeline timeline, int to, SizeBudget budget) {
    List<Candidate> candidates = new ArrayList<>();
    for (AmountSeries series : timeline.series()) {
      OptionalLong before = series.values().get(to - 1);
      OptionalLong after = series.values().get(to);
      if (series.held()
          && before.isPresent()
          && after.isPresent()
          && !before.equals(after)
          && !isWholeProcess(series, before.getAsLong(), after.getAsLong())) {
        candidates.add(new Candidate(series, before.getAsLong(), after.getAsLong()));
      }
    }
    candidates.sort(
        Comparator.comparingDouble((Candidate each) -> share(each.before(), each.after()))
            .thenComparingDouble(each -> Math.abs((double) each.after() - each.before()))
            .reversed());
    List<Moved> moved = new ArrayList<>();
    for (Candidate each : candidates.subList(0, Math.min(MOST_MOVED, candidates.size()))) {
      Moved entry = Moved.of(each.series(), each.before(), each.after());
      if (budget.take(entry.size())) {
        moved.add(entry);
      }
    }
    return moved;
  }

  /** What a process has that came or went is told with the process. */
  private static boolean isWholeProcess(AmountSeries series, long before, long after) {
    return (before == 0 || after == 0)
        && !series.whose().isEmpty()
        && KernelObjectKinds.all().stream()
            .filter(kind -> kind.name().equals(series.kind()))
            .anyMatch(kind -> kind == TaskList.KIND || kind.ofProcesses());
  }

  /** How much of the larger value came or went. */
  private static double share(long before, long after) {
    double larger = Math.max(1, Math.max(Math.abs((double) before), Math.abs((double) after)));
    return Math.min(1, Math.abs((double) after - before) / larger);
  }
}
