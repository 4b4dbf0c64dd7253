package org.kexshot.diff.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.kexshot.memory.FrameStates;
import org.kexshot.memory.PhysicalMemory;

/**
 * Compares two images by reading every page that either has, by all processors. Memory: half a
 * mebibyte a thread, a few hundred kibibytes of results, and what {@link FrameStates} takes.
 */
public final class MemoryComparison implements PageComparison {
  /** Pages of a task, 4 MiB of each image: long beside what handing it over takes. */
  private static final int TASK_PAGES = 1024;

  private final PhysicalMemory first;
  private final PhysicalMemory second;
  private final int threads;

  /** A comparison by as many threads as there are processors. */
  public MemoryComparison(PhysicalMemory first, PhysicalMemory second) {
    this(first, second, Runtime.getRuntime().availableProcessors());
  }

  /** A comparison by so many threads, and one that takes what they find. */
  public MemoryComparison(PhysicalMemory first, PhysicalMemory second, int threads) {
    this.first = first;
    this.second = second;
    this.threads = threads;
  }

  /** Neighbouring frames with the same change. */
  private record FrameRun(PageChange change, long frame, long count) {}

  @Override
  public void forEachRun(RunVisitor visitor) throws IOException {
    FrameStates inFirst = new FrameStates(first);
    FrameStates inSecond = new FrameStates(second);
    long end = Math.max(first.endPfn(), second.endPfn());
    PageRuns runs = new PageRuns(visitor);
    if (threads == 1 || end <= TASK_PAGES) {
      new RangeComparison(first, inFirst, second, inSecond).compare(0, end, runs);
    } else {
      compareByThreads(inFirst, inSecond, end, runs);
    }
    runs.end();
  }

  @Override
  public ContentMatches contentMatches() throws IOException {
    return ContentMatching.of(new MemoryDigests(first), new MemoryDigests(second));
  }

  private void compareByThreads(FrameStates inFirst, FrameStates inSecond, long end, PageRuns runs)
      throws IOException {
    Queue<RangeComparison> idle = new ConcurrentLinkedQueue<>();
    try (TaskLine<List<FrameRun>> line = new TaskLine<>(threads, found -> addAll(found, runs))) {
      for (long frame = 0; frame < end; ) {
        long from = frame;
        boolean read = inFirst.mustBeRead(frame) || inSecond.mustBeRead(frame);
        // What need not be read is one task, however far it goes: images have holes of terabytes.
        long to =
            read
                ? Math.min(end, frame + TASK_PAGES)
                : Math.min(end, Math.min(inFirst.runEnd(frame), inSecond.runEnd(frame)));
        line.add(
            () -> {
              RangeComparison free = idle.poll();
              RangeComparison range =
                  free != null ? free : new RangeComparison(first, inFirst, second, inSecond);
              List<FrameRun> found = runs(range, from, to);
              idle.add(range);
              return found;
            });
        frame = to;
      }
      line.end();
    }
  }

  private static List<FrameRun> runs(RangeComparison range, long from, long to) throws IOException {
    List<FrameRun> found = new ArrayList<>();
    PageRuns runs =
        new PageRuns((change, frame, count) -> found.add(new FrameRun(change, frame, count)));
    range.compare(from, to, runs);
    runs.end();
    return found;
  }

  private static void addAll(List<FrameRun> found, PageRuns runs) throws IOException {
    for (FrameRun run : found) {
      runs.add(run.change(), run.frame(), run.count());
    }
  }
}
