package org.kexshot.diff.finding;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        objects.merge(object.top(), sign(object), Double::sum);
      }
    }
    Parts counted = Parts.of(objects);
    for (ChangedObject object : all) {
      if (object.is("slab") && object.isSurprising()) {
        counted.hang(object, object.step("live"));
      }
    }
    Map<ChangedObject, Double> pages = new HashMap<>();
    for (ChangedObject object : all) {
      pages.merge(object.top(), pagesOf(object), Double::sum);
    }
    Parts held = Parts.of(pages);
    for (ChangedObject object : all) {
      String sum = SUMS.get(object.kind().name());
      if (sum != null && object.isSurprising()) {
        held.hang(object, object.step(sum));
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
                : sign(object) * object.number(holding.attribute()).orElse(0L);
        bytes += amount * holding.unit();
      }
    }
    return bytes / Page.SIZE;
  }

  /** What went makes up for what came, as one snapshot's traces do for those of the other. */
  private static double sign(ChangedObject object) {
    return object.change() == ChangeType.WENT ? -1 : 1;
  }

  /**
   * What a sum may be made up of.
   *
   * @param known all together
   * @param largest findings, those that account for most first; as many as can be asked for
   */
  private record Parts(double known, List<ChangedObject> largest) {
    /** One more than the sum itself, which may be the largest. */
    private static final int MOST = 2;

    static Parts of(Map<ChangedObject, Double> amounts) {
      return new Parts(
          Math.abs(amounts.values().stream().mapToDouble(Double::doubleValue).sum()),
          amounts.entrySet().stream()
              .filter(entry -> entry.getValue() != 0 && !entry.getKey().isNoise())
              .sorted(
                  Comparator.comparingDouble(
                      (Map.Entry<ChangedObject, Double> entry) -> -Math.abs(entry.getValue())))
              .limit(MOST)
              .map(Map.Entry::getKey)
              .toList());
    }

    /** Hangs a sum on the finding that has most of it, if all together account for it. */
    void hang(ChangedObject sum, double step) {
      if (step <= SHARE * known) {
        largest.stream().filter(part -> part != sum).findFirst().ifPresent(sum::becauseOf);
      }
    }
  }
}
