package org.kexshot.operation.search;

import java.io.IOException;
import java.util.Arrays;

/**
 * The distinct pages of images, in the order of their numbers, with an index for each. Immutable.
 * Memory: that of ranges of numbers.
 */
final class DistinctPages {
  private final long[] starts;

  /** Index of the first page of each range, and behind the last. */
  private final long[] indexes;

  private DistinctPages(long[] starts, long[] indexes) {
    this.starts = starts;
    this.indexes = indexes;
  }

  /** Those of all images. Cost: O(runs log runs) of their maps. */
  static DistinctPages of(SearchedImages images) throws IOException {
    Ranges ranges = new Ranges();
    for (int image = 0; image < images.count(); image++) {
      images.forEachRun(
          image,
          (frame, count, page) -> ranges.add(page, page == SearchedImages.ZEROS ? 1 : count));
    }
    return ranges.distinct();
  }

  /** Receives pages whose numbers follow each other. */
  @FunctionalInterface
  interface RangeVisitor {
    /**
     * @param first index of the first one
     * @param start its number
     * @param end one past the last one's number
     */
    void range(int first, long start, long end) throws IOException;
  }

  /** Visits all, in the order of their numbers. */
  void forEachRange(RangeVisitor visitor) throws IOException {
    for (int i = 0; i < starts.length; i++) {
      visitor.range((int) indexes[i], starts[i], starts[i] + indexes[i + 1] - indexes[i]);
    }
  }

  /** How many there are. */
  int count() {
    return Math.toIntExact(indexes[starts.length]);
  }

  /** The index of a page that is one of them. */
  int index(long page) {
    int range = range(starts, starts.length, page);
    return (int) (indexes[range] + page - starts[range]);
  }

  /** Whether a page is one of them. */
  boolean contains(long page) {
    int range = range(starts, starts.length, page);
    return range >= 0 && page - starts[range] < indexes[range + 1] - indexes[range];
  }

  /** The page of an index. */
  long page(int index) {
    int range = range(indexes, starts.length, index);
    return starts[range] + index - indexes[range];
  }

  /** The last of the first {@code count} values that is no greater; -1 if none is. */
  private static int range(long[] values, int count, long value) {
    int found = Arrays.binarySearch(values, 0, count, value);
    return found >= 0 ? found : -found - 2;
  }

  /** Ranges in any order, which may overlap. */
  private static final class Ranges {
    private long[][] ranges = new long[1024][];
    private int count;

    void add(long start, long length) {
      if (count == ranges.length) {
        compact();
        ranges = Arrays.copyOf(ranges, Math.max(1024, 2 * count));
      }
      ranges[count++] = new long[] {start, start + length};
    }

    private void compact() {
      Arrays.sort(ranges, 0, count, (one, other) -> Long.compare(one[0], other[0]));
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (kept > 0 && ranges[i][0] <= ranges[kept - 1][1]) {
          ranges[kept - 1][1] = Math.max(ranges[kept - 1][1], ranges[i][1]);
        } else {
          ranges[kept++] = ranges[i];
        }
      }
      count = kept;
    }

    DistinctPages distinct() {
      compact();
      long[] starts = new long[count];
      long[] indexes = new long[count + 1];
      for (int i = 0; i < count; i++) {
        starts[i] = ranges[i][0];
        indexes[i + 1] = indexes[i] + ranges[i][1] - ranges[i][0];
      }
      return new DistinctPages(starts, indexes);
    }
  }
}
