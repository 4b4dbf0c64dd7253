package org.kexshot.diff.finding;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.diff.object.ChangeType;

/**
 * Hangs what the kernel counts in sums on what it sums up: objects of a slab cache on those that
 * came in such numbers, counted pages on those whose memory they are. A sum that goes further than
 * all that is known of is a finding of its own.
 */
final class SumReasons {
  /** Objects need others: a file has an entry of a directory, a process page tables. */
  private static final double SHARE = 2;

  /** Kinds of sums of pages, with the attribute that is one. */
  private static final Map<String, String> SUMS = Map.of("counter", "value", "zone", "unusedPages");

  /**
   * Memory that objects hold.
   *
   * @param attribute that says how much, in units
   * @param unit bytes
   */
  private record Holding(String kind, String attribute, long unit) {}

  private static final List<Holding> HOLDINGS =
      List.of(
          new Holding("process", "filePages", Page.SIZE),
          new Holding("process", "anonymousPages", Page.SIZE),
          new Holding("process", "sharedPages", Page.SIZE),
          new Holding("cache", "pages", Page.SIZE),
          new Holding("slab", "bytes", 1),
          new Holding("vmalloc", "bytes", 1));

  private final List<ChangedObject> all;

  SumReasons(List<ChangedObject> all) {
    this.all = all;
  }

  void find() {
    Map<ChangedObject, Double> objects = new HashMap<>();
    for (ChangedObject object : all) {
      if (object.change() != ChangeType.CHANGED) {
        objects.merge(object.top(), 1.0, Double::sum);
      }
    }
    for (ChangedObject object : all) {
      if (object.is("slab") && object.isSurprising()) {
        hang(object, object.step("live"), objects);
      }
    }
    Map<ChangedObject, Double> pages = new HashMap<>();
    for (ChangedObject object : all) {
      pages.merge(object.top(), pagesOf(object), Double::sum);
    }
    for (ChangedObject object : all) {
      String sum = SUMS.get(object.kind().name());
      if (sum != null && object.isSurprising()) {
        hang(object, object.step(sum), pages);
      }
    }
  }

  private static double pagesOf(ChangedObject object) {
    double bytes = 0;
    for (Holding holding : HOLDINGS) {
      if (object.is(holding.kind())) {
        double amount =
            object.change() == ChangeType.CHANGED
                ? object.step(holding.attribute())
                : object.number(holding.attribute()).orElse(0L);
        bytes += amount * holding.unit();
      }
    }
    return bytes / Page.SIZE;
  }

  /** Hangs a sum on the finding that has most of it, if all together account for it. */
  private static void hang(ChangedObject sum, double step, Map<ChangedObject, Double> parts) {
    double known = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    Optional<ChangedObject> most =
        parts.keySet().stream()
            .filter(part -> part != sum && !part.isNoise())
            .max(Comparator.comparingDouble(parts::get));
    if (step <= SHARE * known) {
      most.ifPresent(sum::becauseOf);
    }
  }
}
