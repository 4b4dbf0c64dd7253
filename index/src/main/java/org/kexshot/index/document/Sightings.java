package org.kexshot.index.document;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * In which snapshots of its boot an object was seen. An object that is still there in the last one
 * has an open range, so that nothing is written for it when a snapshot is added.
 *
 * @param ranges by position, ascending, with snapshots between them that do not show it
 */
public record Sightings(List<Range> ranges) {
  /**
   * Snapshots in a row.
   *
   * @param first position
   * @param last position, or {@link Position#open}
   * @param came whether the snapshot before is known not to show it
   * @param went whether the snapshot after is known not to show it
   */
  public record Range(long first, long last, boolean came, boolean went) {
    boolean isOpen() {
      return Position.isOpen(last);
    }
  }

  public Sightings {
    ranges = List.copyOf(ranges);
  }

  /** Of an object that is seen for the first time. */
  public static Sightings from(long position, boolean came) {
    return new Sightings(List.of(new Range(position, Position.open(position), came, false)));
  }

  /** Of what is in one snapshot, and cannot be in another. */
  static Sightings only(long position) {
    return new Sightings(List.of(new Range(position, position, false, false)));
  }

  /** Position of the first snapshot that shows it. */
  public long first() {
    return ranges.get(0).first();
  }

  /** Position of the last one, or {@link Position#open}. */
  public long last() {
    return lastRange().last();
  }

  private Range lastRange() {
    return ranges.get(ranges.size() - 1);
  }

  /** Seen in a snapshot, too, that is later than all that show it. */
  public Sightings and(long position, boolean came) {
    if (lastRange().isOpen()) {
      return this;
    }
    List<Range> more = new ArrayList<>(ranges);
    more.add(new Range(position, Position.open(position), came, false));
    return new Sightings(more);
  }

  /** Not seen after a snapshot. */
  public Sightings until(long position, boolean went) {
    Range last = lastRange();
    List<Range> fewer = new ArrayList<>(ranges.subList(0, ranges.size() - 1));
    fewer.add(new Range(last.first(), position, last.came(), went));
    return new Sightings(fewer);
  }

  /**
   * Without the snapshots that are no more.
   *
   * @param left positions of those of the boot that are left
   */
  public Sightings within(NavigableSet<Long> left) {
    List<Range> kept = new ArrayList<>();
    for (Range range : ranges) {
      within(range, left).ifPresent(part -> add(part, left, kept));
    }
    return new Sightings(kept);
  }

  private static Optional<Range> within(Range range, NavigableSet<Long> left) {
    Long first = left.ceiling(range.first());
    Long last = left.floor(range.last());
    if (first == null || last == null || first > last) {
      return Optional.empty();
    }
    boolean open = last.equals(left.last());
    boolean came = range.came() && left.lower(first) != null;
    return Optional.of(
        new Range(first, open ? Position.open(last) : last, came, range.went() && !open));
  }

  /** Two ranges are one if no snapshot is left between them. */
  private static void add(Range range, NavigableSet<Long> left, List<Range> kept) {
    int end = kept.size() - 1;
    if (end >= 0 && Long.valueOf(range.first()).equals(left.higher(kept.get(end).last()))) {
      Range before = kept.remove(end);
      kept.add(new Range(before.first(), range.last(), before.came(), range.went()));
    } else {
      kept.add(range);
    }
  }

  /** Whether no snapshot shows it. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Whether a snapshot shows it. */
  public boolean contain(long position) {
    return ranges.stream().anyMatch(range -> range.first() <= position && position <= range.last());
  }
}
