package org.kexshot.index.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A set of page numbers, kept as ranges. */
public final class PageNumbers {
  /** One past the last number of each range, by its first; no two touch. */
  private final NavigableMap<Long, Long> ranges = new TreeMap<>();

  /**
   * Receives ranges in their order.
   *
   * @param <E> how it may fail
   */
  @FunctionalInterface
  public interface Visitor<E extends Exception> {
    void range(long start, long end) throws E;
  }

  /** Adds the numbers from one to another, without the last. */
  public void add(long start, long end) {
    if (start >= end) {
      return;
    }
    long first = start;
    long last = end;
    Map.Entry<Long, Long> below = ranges.floorEntry(start);
    if (below != null && below.getValue() >= start) {
      first = below.getKey();
      last = Math.max(last, below.getValue());
    }
    NavigableMap<Long, Long> touched = ranges.subMap(first, true, last, true);
    if (!touched.isEmpty()) {
      last = Math.max(last, touched.lastEntry().getValue());
      touched.clear();
    }
    ranges.put(first, last);
  }

  public boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && number < range.getValue();
  }

  /** Visits what a range has and this set does not. */
  public <E extends Exception> void forEachMissing(long start, long end, Visitor<E> visitor)
      throws E {
    long at = start;
    Map.Entry<Long, Long> below = ranges.floorEntry(start);
    if (below != null) {
      at = Math.max(at, below.getValue());
    }
    while (at < end) {
      Map.Entry<Long, Long> above = ranges.ceilingEntry(at);
      long stop = above == null ? end : Math.min(end, above.getKey());
      if (at < stop) {
        visitor.range(at, stop);
      }
      at = above == null ? end : above.getValue();
    }
  }

  /** Adds all of another set. */
  public void addAll(PageNumbers others) {
    others.ranges.forEach(this::add);
  }

  /** Those that another set does not have. */
  public PageNumbers without(PageNumbers others) {
    PageNumbers left = new PageNumbers();
    ranges.forEach((start, end) -> others.forEachMissing(start, end, left::add));
    return left;
  }

  /** Those that another set has too. */
  public PageNumbers within(PageNumbers others) {
    return without(without(others));
  }

  /** All, in sets of so many at most that follow each other. */
  public List<PageNumbers> portions(long most) {
    List<PageNumbers> portions = new ArrayList<>();
    PageNumbers portion = new PageNumbers();
    long count = 0;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      long at = range.getKey();
      while (at < range.getValue()) {
        long end = Math.min(range.getValue(), at + most - count);
        portion.add(at, end);
        count += end - at;
        at = end;
        if (count == most) {
          portions.add(portion);
          portion = new PageNumbers();
          count = 0;
        }
      }
    }
    if (count > 0) {
      portions.add(portion);
    }
    return portions;
  }

  /** How many there are. */
  public long count() {
    return ranges.entrySet().stream().mapToLong(range -> range.getValue() - range.getKey()).sum();
  }

  /** The ranges' bounds: first and one past the last. */
  public List<long[]> ranges() {
    List<long[]> all = new ArrayList<>();
    ranges.forEach((start, end) -> all.add(new long[] {start, end}));
    return all;
  }

  /** As text, which {@link #parse} reads. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(",");
    ranges.forEach((start, end) -> text.add(Long.toHexString(start) + "-" + Long.toHexString(end)));
    return text.toString();
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static PageNumbers parse(String text) {
    PageNumbers numbers = new PageNumbers();
    for (String range : text.isEmpty() ? new String[0] : text.split(",")) {
      String[] bounds = range.split("-");
      if (bounds.length != 2) {
        throw new IllegalArgumentException("'%s' is not a range of page numbers".formatted(range));
      }
      numbers.add(Long.parseLong(bounds[0], 16), Long.parseLong(bounds[1], 16));
    }
    return numbers;
  }
}
