package org.kexshot.diff.page;

import java.io.IOException;
import java.nio.ByteBuffer;
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
  private final ByteBuffer firstBlock = ByteBuffer.allocateDirect(BLOCK_PAGES * Page.SIZE);
  private final ByteBuffer secondBlock = ByteBuffer.allocateDirect(BLOCK_PAGES * Page.SIZE);

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
      compareAlike(frame, alike, runs);
      frame = alike;
    }
  }

  /** Compares frames of which the same is known. */
  private void compareAlike(long from, long to, PageRuns runs) throws IOException {
    PageState one = inFirst.state(from);
    PageState other = inSecond.state(from);
    boolean mustBeRead = inFirst.mustBeRead(from) || inSecond.mustBeRead(from);
    if (mustBeRead && one == other) {
      for (long frame = from; frame < to; frame += BLOCK_PAGES) {
        compareBlock(frame, (int) Math.min(BLOCK_PAGES, to - frame), runs);
      }
    } else if (mustBeRead) {
      for (long frame = from; frame < to; frame += BLOCK_PAGES) {
        tryBlock(frame, (int) Math.min(BLOCK_PAGES, to - frame), one, other, runs);
      }
    } else if (one != PageState.NOT_RAM || other != PageState.NOT_RAM) {
      // Both are known to be zero if both are present.
      runs.add(PageChange.of(one, other, true), from, to - from);
    }
  }

  /**
   * Frames that one image alone claims to have: there is nothing to compare, but it may be wrong.
   */
  private void tryBlock(long frame, int count, PageState one, PageState other, PageRuns runs)
      throws IOException {
    PhysicalMemory claimed = one == PageState.PRESENT ? first : second;
    if (FramePages.loadAll(claimed, frame, count, firstBlock)) {
      runs.add(PageChange.of(one, other, false), frame, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      comparePage(frame + i, runs);
    }
  }

  private void compareBlock(long frame, int count, PageRuns runs) throws IOException {
    boolean whole =
        FramePages.loadAll(first, frame, count, firstBlock)
            && FramePages.loadAll(second, frame, count, secondBlock);
    if (!whole) {
      for (int i = 0; i < count; i++) {
        comparePage(frame + i, runs);
      }
      return;
    }
    for (int page = 0; page < count; page++) {
      int differs = mismatch(page, count);
      int equal = differs < 0 ? count - page : differs / Page.SIZE;
      if (equal > 0) {
        runs.add(PageChange.SAME, frame + page, equal);
        page += equal;
      }
      if (page < count) {
        runs.add(PageChange.CHANGED, frame + page, 1);
      }
    }
  }

  /** First byte, from a page of the blocks on, in which they differ; -1 if there is none. */
  private int mismatch(int page, int end) {
    int from = page * Page.SIZE;
    int length = (end - page) * Page.SIZE;
    return firstBlock.slice(from, length).mismatch(secondBlock.slice(from, length));
  }

  private void comparePage(long frame, PageRuns runs) throws IOException {
    PageState one = FramePages.load(first, frame, firstBlock);
    PageState other = FramePages.load(second, frame, secondBlock);
    boolean equal = one == PageState.PRESENT && other == PageState.PRESENT && mismatch(0, 1) < 0;
    runs.add(PageChange.of(one, other, equal), frame, 1);
  }
}
