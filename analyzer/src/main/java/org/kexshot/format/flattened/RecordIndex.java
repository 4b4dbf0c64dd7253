package org.kexshot.format.flattened;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Where each byte of the other file lies in the stream: runs in ascending order that do not
 * overlap, as three arrays of longs.
 */
final class RecordIndex {
  private final long[] starts;
  private final long[] ends;
  private final long[] positions;

  private RecordIndex(long[] starts, long[] ends, long[] positions) {
    this.starts = starts;
    this.ends = ends;
    this.positions = positions;
  }

  /** One past the last byte that a record carries. */
  long end() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  /** The run that holds the offset, or a negative number if none does. */
  int find(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    int candidate = found >= 0 ? found : -found - 2;
    return candidate >= 0 && offset < ends[candidate] ? candidate : -1;
  }

  /** Where the first run begins that starts after the offset, or {@link #end} if none does. */
  long startAfter(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    int next = found >= 0 ? found + 1 : -found - 1;
    return next < starts.length ? starts[next] : end();
  }

  long endOf(int run) {
    return ends[run];
  }

  /** Where the byte at {@code offset}, which the run holds, lies in the stream. */
  long positionOf(int run, long offset) {
    return positions[run] + (offset - starts[run]);
  }

  /** Collects records in the order of the stream. */
  static final class Builder {
    private long[] starts = new long[1024];
    private long[] ends = new long[1024];
    private long[] positions = new long[1024];
    private int size;
    private boolean sorted = true;

    void add(long offset, long length, long position) {
      if (length == 0) {
        return;
      }
      if (size == starts.length) {
        grow();
      }
      sorted &= size == 0 || offset >= ends[size - 1];
      put(offset, offset + length, position);
    }

    private void put(long start, long end, long position) {
      starts[size] = start;
      ends[size] = end;
      positions[size++] = position;
    }

    private void grow() {
      int capacity = size + (size >> 1);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      positions = Arrays.copyOf(positions, capacity);
    }

    RecordIndex build() {
      return sorted ? exact() : resolved();
    }

    private RecordIndex exact() {
      return new RecordIndex(
          Arrays.copyOf(starts, size), Arrays.copyOf(ends, size), Arrays.copyOf(positions, size));
    }

    /**
     * Sweeps over the records by start; of those that cover a byte the one that came last counts.
     * O(n log n).
     */
    private RecordIndex resolved() {
      Integer[] order = new Integer[size];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparingLong(i -> starts[i]));
      Builder result = new Builder();
      PriorityQueue<Integer> open = new PriorityQueue<>(Comparator.reverseOrder());
      long at = 0;
      int next = 0;
      while (next < size || !open.isEmpty()) {
        while (!open.isEmpty() && ends[open.peek()] <= at) {
          open.poll();
        }
        if (open.isEmpty()) {
          if (next == size) {
            break;
          }
          at = Math.max(at, starts[order[next]]);
        }
        while (next < size && starts[order[next]] <= at) {
          open.add(order[next++]);
        }
        while (!open.isEmpty() && ends[open.peek()] <= at) {
          open.poll();
        }
        if (open.isEmpty()) {
          continue;
        }
        int top = open.peek();
        long stop = next < size ? Math.min(ends[top], starts[order[next]]) : ends[top];
        result.add(at, stop - at, positions[top] + (at - starts[top]));
        at = stop;
      }
      return result.exact();
    }
  }
}
