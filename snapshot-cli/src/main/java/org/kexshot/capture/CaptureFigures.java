package org.kexshot.capture;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.kexshot.filter.PageKind;

/**
 * What was counted and timed as memory was captured. {@link #byName} gives the names under which
 * the figures pass the snapshot device and stand in JSON. Loops and no lambdas: while the capture
 * kernel names them, A stands still, and each lambda is a class to be made first.
 *
 * @param pages of A by kind
 * @param ownPages pages of RAM that were the capture's own
 * @param unreadablePages pages that were to be kept and could not be read, where they are counted
 * @param times of the capture kernel, if there was one
 * @param copyCycles of the time-stamp counter that a program took to copy the pages, if there was
 *     one
 */
public record CaptureFigures(
    Map<PageKind, Long> pages,
    long ownPages,
    OptionalLong unreadablePages,
    Optional<Times> times,
    OptionalLong copyCycles) {

  private static final String PAGES = "pages.";
  private static final String OWN = "capture";
  private static final String UNREADABLE = "unreadable";
  private static final String UNTIL_BEGUN = "ms.until-begun";
  private static final String FILTER = "ms.filter";
  private static final String WRITE = "ms.write";
  private static final String COPY_CYCLES = "cycles.copy";

  /**
   * How long the capture kernel took, in whole milliseconds.
   *
   * @param untilBegun from its entry until its agent had the request
   * @param filter until it was decided which pages are kept
   * @param write until those were on the device
   */
  public record Times(Duration untilBegun, Duration filter, Duration write) {}

  public CaptureFigures {
    pages = Map.copyOf(pages);
  }

  /** Figures of a capture kernel. */
  public static CaptureFigures ofKernel(
      ToLongFunction<PageKind> pages, long ownPages, long unreadablePages, Times times) {
    return new CaptureFigures(
        byKind(pages),
        ownPages,
        OptionalLong.of(unreadablePages),
        Optional.of(times),
        OptionalLong.empty());
  }

  /** Figures of a program that copies pages into memory. */
  public static CaptureFigures ofProgram(
      ToLongFunction<PageKind> pages, long ownPages, long copyCycles) {
    return new CaptureFigures(
        byKind(pages),
        ownPages,
        OptionalLong.empty(),
        Optional.empty(),
        OptionalLong.of(copyCycles));
  }

  /** Figures of memory that was taken whole, and of which a filter excluded pages. */
  public static CaptureFigures ofFilter(ToLongFunction<PageKind> pages) {
    return new CaptureFigures(
        byKind(pages), 0, OptionalLong.empty(), Optional.empty(), OptionalLong.empty());
  }

  /** Figures of memory that is read live. */
  public static CaptureFigures ofLive(ToLongFunction<PageKind> pages, long unreadablePages) {
    return new CaptureFigures(
        byKind(pages), 0, OptionalLong.of(unreadablePages), Optional.empty(), OptionalLong.empty());
  }

  private static Map<PageKind, Long> byKind(ToLongFunction<PageKind> count) {
    Map<PageKind, Long> pages = new EnumMap<>(PageKind.class);
    for (PageKind kind : PageKind.values()) {
      pages.put(kind, count.applyAsLong(kind));
    }
    return pages;
  }

  /** What {@link #byName} gave; names that are not known are passed over. */
  public static CaptureFigures of(Map<String, Long> byName) {
    Map<PageKind, Long> pages = new EnumMap<>(PageKind.class);
    for (PageKind kind : PageKind.values()) {
      Long count = byName.get(PAGES + kind.label());
      if (count != null) {
        pages.put(kind, count);
      }
    }
    Optional<Times> times =
        byName.containsKey(WRITE)
            ? Optional.of(
                new Times(
                    Duration.ofMillis(byName.getOrDefault(UNTIL_BEGUN, 0L)),
                    Duration.ofMillis(byName.getOrDefault(FILTER, 0L)),
                    Duration.ofMillis(byName.get(WRITE))))
            : Optional.empty();
    return new CaptureFigures(
        pages,
        byName.getOrDefault(PAGES + OWN, 0L),
        number(byName, PAGES + UNREADABLE),
        times,
        number(byName, COPY_CYCLES));
  }

  private static OptionalLong number(Map<String, Long> byName, String name) {
    Long number = byName.get(name);
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** All figures by their names: {@code pages.KIND}, {@code ms.…}, {@code cycles.copy}. */
  public SortedMap<String, Long> byName() {
    SortedMap<String, Long> figures = new TreeMap<>();
    for (Map.Entry<String, Long> kind : excluded().entrySet()) {
      figures.put(PAGES + kind.getKey(), kind.getValue());
    }
    if (pages.containsKey(PageKind.KEPT)) {
      figures.put(PAGES + PageKind.KEPT.label(), pages.get(PageKind.KEPT));
    }
    if (times.isPresent()) {
      figures.put(UNTIL_BEGUN, times.get().untilBegun().toMillis());
      figures.put(FILTER, times.get().filter().toMillis());
      figures.put(WRITE, times.get().write().toMillis());
    }
    if (copyCycles.isPresent()) {
      figures.put(COPY_CYCLES, copyCycles.getAsLong());
    }
    return figures;
  }

  /** Numbers of pages that the capture excluded, by the name of the kind. */
  public SortedMap<String, Long> excluded() {
    SortedMap<String, Long> excluded = new TreeMap<>();
    for (Map.Entry<PageKind, Long> kind : pages.entrySet()) {
      if (kind.getKey() != PageKind.KEPT) {
        excluded.put(kind.getKey().label(), kind.getValue());
      }
    }
    excluded.put(OWN, ownPages);
    if (unreadablePages.isPresent()) {
      excluded.put(UNREADABLE, unreadablePages.getAsLong());
    }
    return excluded;
  }
}
