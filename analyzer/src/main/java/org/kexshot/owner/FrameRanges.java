package org.kexshot.owner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.kexshot.address.Page;

/**
 * Owners of ranges of page frames. Frames that follow each other with the same owner become one
 * range, 28 bytes each; look-up halves. Where ranges overlap, the one that was added first counts.
 * An owner's {@link FrameOwner#place} is that of its range's first frame; if it is 0 there, the
 * frames have no places.
 */
final class FrameRanges {
  private final List<FrameOwner> owners;
  private final long[] starts;
  private final long[] ends;
  private final int[] ownerIndexes;
  private final long[] places;

  private FrameRanges(List<FrameOwner> owners, Pieces pieces) {
    this.owners = owners;
    this.starts = Arrays.copyOf(pieces.starts, pieces.count);
    this.ends = Arrays.copyOf(pieces.ends, pieces.count);
    this.ownerIndexes = Arrays.copyOf(pieces.owners, pieces.count);
    this.places = Arrays.copyOf(pieces.places, pieces.count);
  }

  /** The frame's owner, with the frame's place in it; null if no range holds it. */
  FrameOwner find(long pfn) {
    int at = Arrays.binarySearch(starts, pfn);
    int index = at >= 0 ? at : -at - 2;
    if (index < 0 || pfn >= ends[index]) {
      return null;
    }
    FrameOwner owner = owners.get(ownerIndexes[index]);
    return places[index] == 0
        ? owner
        : new FrameOwner(owner.kind(), owner.name(), placeAt(places[index], pfn - starts[index]));
  }

  private static long placeAt(long first, long frames) {
    return first == 0 ? 0 : first + (frames << Page.SHIFT);
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
    private record Range(long start, long end, int owner, long place, int added) {
      /** The place of the first frame behind it. */
      long placeAtEnd() {
        return placeAt(place, end - start);
      }
    }

    private final List<FrameOwner> owners = new ArrayList<>();
    private final Map<FrameOwner, Integer> indexes = new HashMap<>();
    private final List<Range> ranges = new ArrayList<>();

    void add(long start, long end, FrameOwner owner) {
      add(start, end, owner, 0);
    }

    /**
     * Adds frames that lie one behind the other in what owns them.
     *
     * @param place of the first one, such as its virtual address; 0 if they have none
     */
    void add(long start, long end, FrameOwner owner, long place) {
      int index =
          indexes.computeIfAbsent(
              owner,
              key -> {
                owners.add(key);
                return owners.size() - 1;
              });
      Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last.end == start && last.owner == index && last.placeAtEnd() == place) {
        ranges.set(ranges.size() - 1, new Range(last.start, end, index, last.place, last.added));
      } else if (start < end) {
        ranges.add(new Range(start, end, index, place, ranges.size()));
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
          Range range = open.peek();
          pieces.append(at, end, range.owner, placeAt(range.place, at - range.start));
          at = end;
        } else if (next < byStart.size()) {
          at = nextStart;
          while (next < byStart.size() && byStart.get(next).start == at) {
            open.add(byStart.get(next++));
          }
        }
      }
      return new FrameRanges(owners, pieces);
    }
  }

  /** Disjoint ranges in ascending order, joined where they meet with one owner. */
  private static final class Pieces {
    private final long[] starts;
    private final long[] ends;
    private final int[] owners;
    private final long[] places;
    private int count;

    Pieces(int capacity) {
      this.starts = new long[capacity];
      this.ends = new long[capacity];
      this.owners = new int[capacity];
      this.places = new long[capacity];
    }

    void append(long start, long end, int owner, long place) {
      int last = count - 1;
      if (count > 0
          && ends[last] == start
          && owners[last] == owner
          && placeAt(places[last], start - starts[last]) == place) {
        ends[last] = end;
      } else {
        starts[count] = start;
        ends[count] = end;
        places[count] = place;
        owners[count++] = owner;
      }
    }
  }
}
