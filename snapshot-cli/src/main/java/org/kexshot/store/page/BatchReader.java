package org.kexshot.store.page;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.io.Futures;
import org.kexshot.memory.FrameStates;
import org.kexshot.memory.PhysicalMemory;

/**
 * Reads and hashes all of an image's RAM on an executor's threads, some mebibytes ahead of the one
 * thread that takes the batches in the order of page frames.
 */
public final class BatchReader {
  private static final int BATCHES_AHEAD = 6;

  private final PhysicalMemory memory;
  private final Executor executor;
  private final FrameStates states;
  private final List<PhysicalRange> ranges;
  private final Deque<Future<PageBatch>> loading = new ArrayDeque<>();
  private final Deque<PageBatch> idle = new ArrayDeque<>();
  private PageBatch lent;
  private int range;
  private long nextFrame;

  /**
   * Asks the memory what is known of its frames; what need not be read is handed out in long runs.
   *
   * @throws IOException if the image's file fails
   */
  public BatchReader(PhysicalMemory memory, Executor executor) throws IOException {
    this.states = new FrameStates(memory);
    this.memory = memory;
    this.executor = executor;
    this.ranges = memory.ram();
    for (int i = 0; i < BATCHES_AHEAD; i++) {
      idle.add(new PageBatch());
    }
  }

  /**
   * The next frames, or null at the end. The batch before is given back by this and must no longer
   * be used.
   */
  public PageBatch next() throws IOException {
    if (lent != null) {
      idle.add(lent);
      lent = null;
    }
    while (!idle.isEmpty() && hasMore()) {
      start(idle.remove());
    }
    if (loading.isEmpty()) {
      return null;
    }
    lent = Futures.get(loading.remove(), "pages were being stored");
    return lent;
  }

  /** Skips to a range with frames left; ranges may share a frame at their edges. */
  private boolean hasMore() {
    while (range < ranges.size()) {
      nextFrame = Math.max(nextFrame, ranges.get(range).start() >>> Page.SHIFT);
      if (nextFrame < endFrame(ranges.get(range))) {
        return true;
      }
      range++;
    }
    return false;
  }

  static long endFrame(PhysicalRange range) {
    return range.end() + Page.SIZE - 1 >>> Page.SHIFT;
  }

  private void start(PageBatch batch) {
    long first = nextFrame;
    long left = endFrame(ranges.get(range)) - first;
    FutureTask<PageBatch> task;
    if (states.mustBeRead(first)) {
      int frames = (int) Math.min(PageBatch.MAX_FRAMES, left);
      nextFrame += frames;
      task = new FutureTask<>(() -> batch.load(memory, first, frames));
      executor.execute(task);
    } else {
      int frames = (int) Math.min(PageBatch.MAX_RUN, Math.min(left, states.runEnd(first) - first));
      nextFrame += frames;
      task =
          new FutureTask<>(
              () -> batch.run(first, frames, states.state(first), states.isZero(first)));
      task.run();
    }
    loading.add(task);
  }
}
