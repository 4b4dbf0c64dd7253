package org.kexshot.diff.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a {@link FrameMap} of frames that come in ascending order. When there are too many runs, it
 * halves the number of cells, so that its memory is bounded whatever the images' size.
 */
public final class FrameMapBuilder {
  /** As many as the frames of 1 GiB, so that of each of those the map says all that there is. */
  public static final int DEFAULT_LIMIT = 1 << 18;

  /** The most names that are kept. */
  private static final int MOST_NAMES = 1 << 12;

  private final int limit;
  private final List<FrameState> states = new ArrayList<>();
  private final Map<FrameState, Integer> numbers = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private CellRuns runs = new CellRuns();
  private Map<Integer, Share> open = new LinkedHashMap<>();
  private long openCell;
  private int shift;
  private boolean named;

  /** Frames of a cell that is not whole yet, of which the same is said. */
  private static final class Share {
    private long frames;
    private long differing;
  }

  public FrameMapBuilder() {
    this(0, DEFAULT_LIMIT, true);
  }

  /**
   * @param shift frames of a cell to begin with, as a power of two
   * @param limit the most runs
   * @param named whether all owners have a name that should
   */
  FrameMapBuilder(int shift, int limit, boolean named) {
    this.shift = shift;
    this.limit = limit;
    this.named = named;
  }

  /** Adds frames that lie above all added before. */
  public void add(FrameState state, long firstFrame, long frames) {
    add(state, firstFrame, frames, 0, state.differs() ? 1 : 0);
  }

  /**
   * Adds units of {@code 1 << unitShift} frames, no larger than a cell.
   *
   * @param differing how many frames of each unit differ
   */
  void add(FrameState state, long firstUnit, long units, int unitShift, long differing) {
    add(number(state), firstUnit, units, unitShift, differing);
    while (runs.count() > limit) {
      coarsen();
    }
  }

  private void add(int state, long firstUnit, long units, int unitShift, long differing) {
    int perCell = shift - unitShift;
    long unit = firstUnit;
    long end = firstUnit + units;
    while (unit < end) {
      long cell = unit >>> perCell;
      long cellStart = cell << perCell;
      if (unit == cellStart && end - unit >= 1L << perCell) {
        long cells = end - unit >>> perCell;
        close();
        runs.add(state, cell, cells, differing << perCell);
        unit += cells << perCell;
      } else {
        long part = Math.min(end, cellStart + (1L << perCell)) - unit;
        share(cell, state, part << unitShift, part * differing);
        unit += part;
      }
    }
  }

  private void share(long cell, int state, long frames, long differing) {
    if (cell != openCell) {
      close();
      openCell = cell;
    }
    Share share = open.computeIfAbsent(state, none -> new Share());
    share.frames += frames;
    share.differing += differing;
  }

  /** Says of the open cell what most of its frames are. */
  private void close() {
    int most = -1;
    long differing = 0;
    Share best = new Share();
    for (Map.Entry<Integer, Share> entry : open.entrySet()) {
      Share share = entry.getValue();
      differing += share.differing;
      if (most < 0
          || share.differing > best.differing
          || share.differing == best.differing && share.frames > best.frames) {
        most = entry.getKey();
        best = share;
      }
    }
    if (most >= 0) {
      runs.add(most, openCell, 1, differing);
      open.clear();
    }
  }

  private void coarsen() {
    CellRuns finer = runs;
    Map<Integer, Share> wasOpen = open;
    long cell = openCell >>> 1;
    runs = new CellRuns();
    open = new LinkedHashMap<>();
    shift++;
    for (int i = 0; i < finer.count(); i++) {
      add(finer.state(i), finer.start(i), finer.cells(i), shift - 1, finer.differing(i));
    }
    wasOpen.forEach((state, share) -> share(cell, state, share.frames, share.differing));
  }

  private int number(FrameState state) {
    FrameState kept = state;
    if (!state.name().isEmpty() && !names.contains(state.name())) {
      if (names.size() < MOST_NAMES) {
        names.add(state.name());
      } else {
        kept = state.nameless();
        named = false;
      }
    }
    Integer number = numbers.get(kept);
    if (number == null) {
      number = states.size();
      states.add(kept);
      numbers.put(kept, number);
    }
    return number;
  }

  /** The map of what was added. */
  public FrameMap build() {
    close();
    while (runs.count() > limit) {
      coarsen();
      close();
    }
    return new FrameMap(shift, states, runs, limit, named);
  }
}
