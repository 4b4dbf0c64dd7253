package org.kexshot.diff.series.amount;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what looks like a leak. Amounts that grew for one reason stand together, by the families of
 * {@code held.tsv} and {@code slab-objects.tsv}: the open files of a process with the objects of
 * {@code filp}. What names who holds it comes first, then what grew most for each that was there
 * before; last what the kernel gives back when memory runs short.
 */
public final class LeakSearch {
  /** An amount that grew, and its series. */
  private record Grown(Amount amount, AmountSeries series) {
    boolean named() {
      return source() == HeldAmount.Source.NAMED;
    }

    HeldAmount.Source source() {
      return amount.held().orElseThrow().source();
    }

    double factor() {
      return series.growth().orElseThrow().factor();
    }
  }

  private static final Comparator<Grown> STRONGEST =
      Comparator.comparing(Grown::named)
          .thenComparing(grown -> grown.source() != HeldAmount.Source.COMPANION)
          .thenComparing(grown -> !grown.amount().isReclaimable())
          .thenComparingDouble(Grown::factor)
          .reversed();

  private LeakSearch() {}

  /**
   * Among the amounts of a series. What grew along with a process that took the snapshots is put
   * down to it, and none.
   *
   * @param ownPids of the processes that took them
   */
  public static List<Leak> among(Map<Amount, AmountSeries> series, Set<Integer> ownPids) {
    List<Grown> grown = new ArrayList<>();
    series.forEach(
        (amount, values) -> {
          if (values.held()
              && values.growth().isPresent()
              && values.trend().filter(Trend::isGrowth).isPresent()) {
            grown.add(new Grown(amount, values));
          }
        });
    grown.sort(STRONGEST);
    Set<String> sources = new HashSet<>();
    grown.stream()
        .filter(Grown::named)
        .forEach(named -> sources.add(named.amount().families().get(0)));
    Map<String, List<Grown>> byReason = new LinkedHashMap<>();
    for (Grown each : grown) {
      byReason
          .computeIfAbsent(reason(each.amount().families(), sources), none -> new ArrayList<>())
          .add(each);
    }
    return byReason.values().stream()
        .map(family -> withoutOwn(family, ownPids))
        .filter(family -> !family.isEmpty())
        .filter(family -> family.get(0).source() != HeldAmount.Source.COMPANION)
        .sorted(Comparator.comparing(family -> family.get(0), STRONGEST))
        .map(LeakSearch::leak)
        .toList();
  }

  /** Empty where nothing that names who holds it is left. */
  private static List<Grown> withoutOwn(List<Grown> family, Set<Integer> ownPids) {
    List<Grown> others = new ArrayList<>(family);
    boolean own = others.removeIf(grown -> isOwn(grown.amount(), ownPids));
    return own && others.stream().noneMatch(Grown::named) ? List.of() : others;
  }

  private static boolean isOwn(Amount amount, Set<Integer> ownPids) {
    return amount.held().orElseThrow().by().contains("pid")
        && ownPids.stream().anyMatch(pid -> amount.whose().startsWith(pid + " "));
  }

  private static String reason(List<String> families, Set<String> sources) {
    return families.stream()
        .filter(sources::contains)
        .findFirst()
        .orElse(families.get(families.size() - 1));
  }

  private static Leak leak(List<Grown> family) {
    Grown head = family.get(0);
    return new Leak(
        head.series(),
        family.subList(1, family.size()).stream().map(Grown::series).toList(),
        head.named(),
        head.amount().isReclaimable());
  }
}
