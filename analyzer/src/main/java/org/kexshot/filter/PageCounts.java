package org.kexshot.filter;

import java.util.Arrays;

/** Numbers of page frames by kind. Immutable. */
public final class PageCounts {
  private final long[] counts;

  private PageCounts(long[] counts) {
    this.counts = counts;
  }

  /** Counts by {@link PageKind#ordinal}. */
  static PageCounts of(long[] counts) {
    return new PageCounts(Arrays.copyOf(counts, PageKind.values().length));
  }

  /** Frames of a kind. */
  public long get(PageKind kind) {
    return counts[kind.ordinal()];
  }

  /** Frames of every kind: all of RAM. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** These counts with {@code count} frames moved from one kind to another. */
  public PageCounts move(PageKind from, PageKind to, long count) {
    long[] moved = counts.clone();
    moved[from.ordinal()] -= count;
    moved[to.ordinal()] += count;
    return new PageCounts(moved);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PageCounts that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (PageKind kind : PageKind.values()) {
      text.append(text.isEmpty() ? "" : ", ").append(kind).append(' ').append(get(kind));
    }
    return text.toString();
  }
}
