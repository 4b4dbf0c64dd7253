package org.kexshot.owner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    FrameRanges build() {
      ranges.sort(Comparator.comparingLong(Range::start).thenComparingInt(Range::added));
      long[] starts = new long[ranges.size()];
      long[] ends = new long[ranges.size()];
      int[] indexes = new int[ranges.size()];
      int count = 0;
      for (Range range : ranges) {
        long start = count > 0 ? Math.max(range.start, ends[count - 1]) : range.start;
        if (start < range.end) {
          starts[count] = start;
          ends[count] = range.end;
          indexes[count++] = range.owner;
        }
      }
      return new FrameRanges(
          owners,
          Arrays.copyOf(starts, count),
          Arrays.copyOf(ends, count),
          Arrays.copyOf(indexes, count));
    }
  }
}
