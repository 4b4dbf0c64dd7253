package org.kexshot.diff.page;

import java.util.List;

/**
 * All page frames of two images in runs of cells of which the same is said. A cell is a frame, or
 * as many neighbouring ones, a power of two, as it takes for the runs to be few enough: then the
 * map says of a cell what most of its frames that differ are, or most of all if none differs, and
 * how many differ. Memory: 28 bytes a run.
 */
public final class FrameMap {
  /** Receives neighbouring cells of which the same is said. */
  @FunctionalInterface
  public interface RunVisitor {
    /**
     * @param differing how many frames of each of the cells differ
     */
    void run(FrameState state, long firstCell, long cells, long differing);
  }

  private final int shift;
  private final List<FrameState> states;
  private final CellRuns runs;
  private final int limit;
  private final boolean named;

  FrameMap(int shift, List<FrameState> states, CellRuns runs, int limit, boolean named) {
    this.shift = shift;
    this.states = List.copyOf(states);
    this.runs = runs;
    this.limit = limit;
    this.named = named;
  }

  /** Frames of a cell, as a power of two. */
  public int shift() {
    return shift;
  }

  /** Frames of a cell. */
  public long framesPerCell() {
    return 1L << shift;
  }

  /** One past the last cell. */
  public long end() {
    return runs.end();
  }

  public int runs() {
    return runs.count();
  }

  /** Whether all owners that were asked for by name have it, for there were not too many. */
  public boolean isNamed() {
    return named;
  }

  /** Visits all cells in which a frame is RAM in one of the images, ascending, in runs. */
  public void forEachRun(RunVisitor visitor) {
    for (int i = 0; i < runs.count(); i++) {
      visitor.run(states.get(runs.state(i)), runs.start(i), runs.cells(i), runs.differing(i));
    }
  }

  /** The same with twice as many frames to a cell. Cost: a step a run. */
  public FrameMap coarser() {
    FrameMapBuilder builder = new FrameMapBuilder(shift + 1, limit, named);
    forEachRun(
        (state, first, cells, differing) -> builder.add(state, first, cells, shift, differing));
    return builder.build();
  }
}
