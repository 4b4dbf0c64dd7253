package org.kexshot.cli.render.html.series;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kexshot.cli.render.html.PageText;
import org.kexshot.cli.render.html.SizeBudget;
import org.kexshot.diff.series.AttributeChange;
import org.kexshot.diff.series.ObjectHistory;
import org.kexshot.diff.series.Presence;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.time.Moment;

/**
 * What became of one object: a strip with a cell for each image, and the same in words.
 *
 * @param kind what it is
 * @param title tells it from others
 * @param first the image that has it first; empty if it was there from the start
 * @param last the image that has it last; empty if it was there to the end
 * @param changes in which image what changed
 * @param label the strip in words
 * @param width of the strip
 * @param spans where it was there, or may have been
 * @param marks where something of it changed
 */
public record LifeEntry(
    String kind,
    String title,
    String first,
    String last,
    String changes,
    String label,
    int width,
    List<Span> spans,
    List<Integer> marks) {
  /** Height of a strip. */
  public static final int HEIGHT = 12;

  /** A strip of many images has narrow cells. */
  private static final int WIDEST_STRIP = 400;

  private static final int WIDEST_CELL = 18;
  private static final int MOST_CHANGES = 6;
  private static final int MOST_ROWS = 600;

  /**
   * Images in a row in which it was the same.
   *
   * @param css class of the span in the style sheet
   */
  public record Span(int x, int width, String css) {}

  public LifeEntry {
    spans = List.copyOf(spans);
    marks = List.copyOf(marks);
  }

  /** Those that there is room for, in the order of the histories. */
  static List<LifeEntry> of(Timeline timeline, SizeBudget budget) {
    List<LifeEntry> entries = new ArrayList<>();
    for (ObjectHistory history : timeline.histories()) {
      LifeEntry entry = of(history, timeline.moments());
      if (entries.size() == MOST_ROWS || !budget.take(entry.size())) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  private static LifeEntry of(ObjectHistory history, List<Moment> moments) {
    List<Presence> presence = history.presence();
    int images = presence.size();
    int cell = Math.max(2, Math.min(WIDEST_CELL, WIDEST_STRIP / images));
    List<Span> spans = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (int from = 0; from < images; ) {
      Presence same = presence.get(from);
      int to = from;
      while (to < images && presence.get(to) == same) {
        to++;
      }
      if (same != Presence.ABSENT) {
        boolean known = same == Presence.PRESENT;
        spans.add(new Span(from * cell, (to - from) * cell, known ? "there" : "unknown"));
        words.add((known ? "in " : "unknown in ") + range(from + 1, to));
      }
      from = to;
    }
    int first = history.firstSeen();
    int last = history.lastSeen();
    return new LifeEntry(
        history.kind().name(),
        PageText.of(history.title()),
        first == 0 ? "" : PageText.of(moments.get(first).name()),
        last == images - 1 ? "" : PageText.of(moments.get(last).name()),
        changes(history.changes()),
        "%s of %d".formatted(String.join(", ", words), images),
        images * cell,
        spans,
        history.changes().stream()
            .map(AttributeChange::step)
            .distinct()
            .map(step -> step * cell)
            .toList());
  }

  private static String range(int first, int last) {
    return first == last ? String.valueOf(first) : first + " to " + last;
  }

  private static String changes(List<AttributeChange> changes) {
    String shown =
        changes.stream()
            .limit(MOST_CHANGES)
            .map(
                change ->
                    "in %d: %s %s → %s"
                        .formatted(
                            change.step() + 1,
                            change.field().field(),
                            PageText.orNone(change.field().before()),
                            PageText.orNone(change.field().after())))
            .collect(Collectors.joining("; "));
    int more = changes.size() - MOST_CHANGES;
    return PageText.of(shown) + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private long size() {
    return 420
        + SizeBudget.of(title)
        + SizeBudget.of(first)
        + SizeBudget.of(last)
        + SizeBudget.of(changes)
        + SizeBudget.of(label)
        + 70L * spans.size()
        + 60L * marks.size();
  }
}
