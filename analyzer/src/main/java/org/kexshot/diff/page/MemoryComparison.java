package org.kexshot.diff.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kexshot.address.Page;
import org.kexshot.format.DumpFormatException;
import org.kexshot.memory.FrameStates;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Compares two images by reading every page that either has. Memory: two pages, and what {@link
 * FrameStates} takes.
 */
public final class MemoryComparison implements PageComparison {
  private final PhysicalMemory first;
  private final PhysicalMemory second;

  public MemoryComparison(PhysicalMemory first, PhysicalMemory second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void forEachRun(RunVisitor visitor) throws IOException {
    byte[] firstPage = new byte[Page.SIZE];
    byte[] secondPage = new byte[Page.SIZE];
    PageRuns runs = new PageRuns(visitor);
    FrameStates inFirst = new FrameStates(first);
    FrameStates inSecond = new FrameStates(second);
    long end = Math.max(first.endPfn(), second.endPfn());
    for (long frame = 0; frame < end; ) {
      long alike = Math.min(end, Math.min(inFirst.runEnd(frame), inSecond.runEnd(frame)));
      if (inFirst.mustBeRead(frame) || inSecond.mustBeRead(frame)) {
        for (; frame < alike; frame++) {
          compare(frame, firstPage, secondPage, runs);
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
    runs.end();
  }

  private void compare(long frame, byte[] firstPage, byte[] secondPage, PageRuns runs)
      throws IOException {
    PageState inFirst = load(first, frame, firstPage);
    PageState inSecond = load(second, frame, secondPage);
    boolean equal =
        inFirst == PageState.PRESENT
            && inSecond == PageState.PRESENT
            && Arrays.equals(firstPage, secondPage);
    runs.add(PageChange.of(inFirst, inSecond, equal), frame, 1);
  }

  /** A page that claims to be there and cannot be read is as unknown as one excluded. */
  private static PageState load(PhysicalMemory memory, long frame, byte[] into) throws IOException {
    PageState state = memory.state(frame);
    if (state == PageState.PRESENT) {
      try {
        memory.readFrame(frame, ByteBuffer.wrap(into));
      } catch (MemoryFault fault) {
        return fault.state();
      } catch (DumpFormatException corrupt) {
        return PageState.UNREADABLE;
      }
    }
    return state;
  }
}
