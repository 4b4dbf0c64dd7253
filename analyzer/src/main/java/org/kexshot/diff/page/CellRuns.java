package org.kexshot.diff.page;

import java.util.Arrays;

/**
 * Runs of cells, ascending, in arrays that grow; neighbours of which the same is said are joined.
 */
final class CellRuns {
  private static final int FIRST_CAPACITY = 1 << 10;

  private long[] starts = new long[FIRST_CAPACITY];
  private long[] cells = new long[FIRST_CAPACITY];
  private int[] states = new int[FIRST_CAPACITY];
  private long[] differing = new long[FIRST_CAPACITY];
  private int count;

  /**
   * Adds cells that lie above all added before.
   *
   * @param state a number for what is said of them
   * @param differingEach how many frames of each differ
   */
  void add(int state, long firstCell, long number, long differingEach) {
    int last = count - 1;
    if (count > 0
        && states[last] == state
        && differing[last] == differingEach
        && starts[last] + cells[last] == firstCell) {
      cells[last] += number;
      return;
    }
    if (count == starts.length) {
      int capacity = 2 * count;
      starts = Arrays.copyOf(starts, capacity);
      cells = Arrays.copyOf(cells, capacity);
      states = Arrays.copyOf(states, capacity);
      differing = Arrays.copyOf(differing, capacity);
    }
    starts[count] = firstCell;
    cells[count] = number;
    states[count] = state;
    differing[count++] = differingEach;
  }

  int count() {
    return count;
  }

  /** One past the last cell. */
  long end() {
    return count == 0 ? 0 : starts[count - 1] + cells[count - 1];
  }

  long start(int run) {
    return starts[run];
  }

  long cells(int run) {
    return cells[run];
  }

  int state(int run) {
    return states[run];
  }

  long differing(int run) {
    return differing[run];
  }
}
