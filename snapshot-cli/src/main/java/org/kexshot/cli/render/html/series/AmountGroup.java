package org.kexshot.cli.render.html.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.cli.render.html.SizeBudget;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;

/**
 * Amounts of one kind of objects that changed: those of the whole kind first, then what moved most.
 *
 * @param words what the objects are called
 * @param count how many amounts changed
 * @param entries those that are shown
 */
public record AmountGroup(String words, int count, List<AmountEntry> entries) {
  /** More of one kind nobody looks through. */
  private static final int MOST = 24;

  public AmountGroup {
    entries = List.copyOf(entries);
  }

  /** Amounts that are left out. */
  public int leftOut() {
    return count - entries.size();
  }

  /** A group for each kind that has any; each gets an equal share of what is left of the budget. */
  static List<AmountGroup> of(Timeline timeline, SizeBudget budget) {
    Map<String, List<AmountSeries>> byKind = new LinkedHashMap<>();
    for (AmountSeries series : timeline.series()) {
      byKind.computeIfAbsent(series.kind(), none -> new ArrayList<>()).add(series);
    }
    List<AmountGroup> groups = new ArrayList<>();
    int left = byKind.size();
    for (Map.Entry<String, List<AmountSeries>> kind : byKind.entrySet()) {
      SizeBudget share = budget.share(left--);
      groups.add(of(kind.getKey(), kind.getValue(), timeline, share));
      budget.giveBack(share);
    }
    return groups;
  }

  private static AmountGroup of(
      String kind, List<AmountSeries> all, Timeline timeline, SizeBudget budget) {
    List<AmountEntry> entries = new ArrayList<>();
    List<AmountSeries> ordered = new ArrayList<>(all);
    ordered.sort(
        Comparator.comparing((AmountSeries series) -> !series.whose().isEmpty())
            .thenComparing(Comparator.comparingDouble(AmountGroup::range).reversed()));
    for (AmountSeries series : ordered.subList(0, Math.min(MOST, ordered.size()))) {
      AmountEntry entry = AmountEntry.of(series, timeline.axis(), "");
      if (!budget.take(entry.size())) {
        break;
      }
      entries.add(entry);
    }
    return new AmountGroup(words(kind), all.size(), entries);
  }

  private static String words(String kind) {
    return KernelObjectKinds.all().stream()
        .filter(each -> each.name().equals(kind))
        .map(ObjectKind::words)
        .findFirst()
        .orElse(kind);
  }

  /** How far it went, as a share of the largest value. */
  private static double range(AmountSeries series) {
    long most = max(series.values());
    long least = -max(series.values().stream().map(AmountGroup::negated).toList());
    return ((double) most - least) / Math.max(1, Math.max(Math.abs(most), Math.abs(least)));
  }

  private static OptionalLong negated(OptionalLong value) {
    return value.isPresent() ? OptionalLong.of(-value.getAsLong()) : value;
  }

  private static long max(List<OptionalLong> values) {
    return values.stream()
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .max()
        .orElse(0);
  }
}
