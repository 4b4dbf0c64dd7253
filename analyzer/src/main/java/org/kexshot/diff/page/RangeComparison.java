package org.kexshot.diff.page;

import java.io.IOException;
import java.util.Arrays;
import org.kexshot.address.Page;
import org.kexshot.memory.FrameStates;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Compares ranges of page frames of two images, in blocks where both have all pages. Memory: two
 * blocks of 256 KiB. For one thread at a time.
 */
final class RangeComparison {
  /** Both blocks lie in the caches of a processor while they are compared. */
  private static final int BLOCK_PAGES = 64;

  private final PhysicalMemory first;
  private final PhysicalMemory second;
  private final FrameStates inFirst;
  private final FrameStates inSecond;
  private final byte[] firstBlock = new byte[BLOCK_PAGES * Page.SIZE];
  private final byte[] secondBlock = new byte[BLOCK_PAGES * Page.SIZE];

  RangeComparison(
      PhysicalMemory first, FrameStates inFirst, PhysicalMemory second, FrameStates inSecond) {
    this.first = first;
    this.second = second;
    this.inFirst = inFirst;
    this.inSecond = inSecond;
  }

  /** Compares the frames from one up to another. */
  void compare(long from, long to, PageRuns runs) throws IOException {
    for (long frame = from; frame < to; ) {
      long alike = Math.min(to, Math.min(inFirst.runEnd(frame), inSecond.runEnd(frame)));
      if (inFirst.mustBeRead(frame) || inSecond.mustBeRead(frame)) {
        for (long next; frame < alike; frame = next) {
          next = Math.min(alike, frame + BLOCK_PAGES);
          compareBlock(frame, (int) (next - frame), runs);
        }
        continue;
      }
      PageState one = inFirst.state(frame);
      PageState other = inSecond.state(frame);
      if (one != PageState.NOT_RAM || other != PageState.NOT_RAM) {
        // Both are known to be zero if both are present.
        runs.add(PageChange.of(one, other, true), frame, alike - frame);
      }
      frame = alike;
    }
  }

  private void compareBlock(long frame, int count, PageRuns runs) throws IOException {
    boolean whole =
        FramePages.loadAll(first, frame, count, firstBlock)
            && FramePages.loadAll(second, frame, count, secondBlock);
    if (whole
        && Arrays.equals(firstBlock, 0, count * Page.SIZE, secondBlock, 0, count * Page.SIZE)) {
      runs.add(PageChange.of(PageState.PRESENT, PageState.PRESENT, true), frame, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      if (whole) {
        int at = i * Page.SIZE;
        int end = at + Page.SIZE;
        boolean equal = Arrays.equals(firstBlock, at, end, secondBlock, at, end);
        runs.add(PageChange.of(PageState.PRESENT, PageState.PRESENT, equal), frame + i, 1);
      } else {
        comparePage(frame + i, runs);
      }
    }
  }

  private void comparePage(long frame, PageRuns runs) throws IOException {
    PageState one = FramePages.load(first, frame, firstBlock);
    PageState other = FramePages.load(second, frame, secondBlock);
    boolean equal =
        one == PageState.PRESENT
            && other == PageState.PRESENT
            && Arrays.equals(firstBlock, 0, Page.SIZE, secondBlock, 0, Page.SIZE);
    runs.add(PageChange.of(one, other, equal), frame, 1);
  }
}
