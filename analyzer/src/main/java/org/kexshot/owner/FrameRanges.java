package org.kexshot.owner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Owners of ranges of page frames. Frames that follow each other with the same owner become one
 * range, 24 bytes each; look-up halves. Where ranges overlap, the one that was added first counts.
 */
final class FrameRanges {
  private final List<FrameOwner> owners;
  private final long[] starts;
  private final long[] ends;
  private final int[] ownerIndexes;

  private FrameRanges(List<FrameOwner> owners, long[] starts, long[] ends, int[] ownerIndexes) {
    this.owners = owners;
    this.starts = starts;
    this.ends = ends;
    this.ownerIndexes = ownerIndexes;
  }

  /** The frame's owner; null if no range holds it. */
  FrameOwner find(long pfn) {
    int at = Arrays.binarySearch(starts, pfn);
    int index = at >= 0 ? at : -at - 2;
    return index >= 0 && pfn < ends[index] ? owners.get(ownerIndexes[index]) : null;
  }

  /** One past the last frame from this one on that the same range holds, or no range. */
  long runEnd(long pfn) {
    int at = Arrays.binarySearch(starts, pfn);
    int index = at >= 0 ? at : -at - 2;
    if (index >= 0 && pfn < ends[index]) {
      return ends[index];
    }
    return index + 1 < starts.length ? starts[index + 1] : Long.MAX_VALUE;
  }

  /** What to do with a range. */
  interface Visitor {
    void visit(long start, long end, FrameOwner owner);
  }

  /** Visits all ranges, ascending. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < starts.length; i++) {
      visitor.visit(starts[i], ends[i], owners.get(ownerIndexes[i]));
    }
  }

  /** Gathers ranges. */
  static final class Builder {
    private record Range(long start, long end, int owner, int added) {}

    private final List<FrameOwner> owners = new ArrayList<>();
    private final Map<FrameOwner, Integer> indexes = new HashMap<>();
    private final List<Range> ranges = new ArrayList<>();

    void add(long start, long end, FrameOwner owner) {
      int index =
          indexes.computeIfAbsent(
              owner,
              key -> {
                owners.add(key);
                return owners.size() - 1;
              });
      int last = ranges.size() - 1;
      if (last >= 0 && ranges.get(last).end == start && ranges.get(last).owner == index) {
        ranges.set(last, new Range(ranges.get(last).start, end, index, last));
      } else if (start < end) {
        ranges.add(new Range(start, end, index, ranges.size()));
      }
    }

    /**
     * Sweeps over the boundaries of all ranges; between two of them the earliest added of the
     * ranges that are open counts.
     */
    FrameRanges build() {
      List<Range> byStart = new ArrayList<>(ranges);
      byStart.sort(Comparator.comparingLong(Range::start));
      PriorityQueue<Range> open = new PriorityQueue<>(Comparator.comparingInt(Range::added));
      Pieces pieces = new Pieces(2 * ranges.size() + 1);
      int next = 0;
      long at = 0;
      while (next < byStart.size() || !open.isEmpty()) {
        while (!open.isEmpty() && open.peek().end <= at) {
          open.poll();
        }
        long nextStart = next < byStart.size() ? byStart.get(next).start : Long.MAX_VALUE;
        if (!open.isEmpty() && at < nextStart) {
          long end = Math.min(open.peek().end, nextStart);
          pieces.append(at, end, open.peek().owner);
          at = end;
        } else if (next < byStart.size()) {
          at = nextStart;
          while (next < byStart.size() && byStart.get(next).start == at) {
            open.add(byStart.get(next++));
          }
        }
      }
      return pieces.ranges(owners);
    }
  }

  /** Disjoint ranges in ascending order, joined where they meet with one owner. */
  private static final class Pieces {
    private final long[] starts;
    private final long[] ends;
    private final int[] owners;
    private int count;

    Pieces(int capacity) {
      this.starts = new long[capacity];
      this.ends = new long[capacity];
      this.owners = new int[capacity];
    }

    void append(long start, long end, int owner) {
      if (count > 0 && ends[count - 1] == start && owners[count - 1] == owner) {
        ends[count - 1] = end;
      } else {
        starts[count] = start;
        ends[count] = end;
        owners[count++] = owner;
      }
    }

    FrameRanges ranges(List<FrameOwner> names) {
      return new FrameRanges(
          names,
          Arrays.copyOf(starts, count),
          Arrays.copyOf(ends, count),
          Arrays.copyOf(owners, count));
    }
  }
}
