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

  /** Receives ranges in their order. */
  @FunctionalInterface
  public interface Visitor {
    void range(long start, long end) throws java.io.IOException;
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
  public void forEachMissing(long start, long end, Visitor visitor) throws java.io.IOException {
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

  static PageNumbers parse(String text) {
    PageNumbers numbers = new PageNumbers();
    for (String range : text.isEmpty() ? new String[0] : text.split(",")) {
      String[] bounds = range.split("-");
      numbers.add(Long.parseLong(bounds[0], 16), Long.parseLong(bounds[1], 16));
    }
    return numbers;
  }
}
