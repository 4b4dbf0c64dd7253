package org.kexshot.diff;

import java.io.IOException;
import java.util.Arrays;
import org.kexshot.address.Page;
import org.kexshot.format.DumpFormatException;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/** Compares two images by reading every page that both have. Memory: two pages. */
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
    long end = Math.max(first.endPfn(), second.endPfn());
    for (long frame = 0; frame < end; frame++) {
      PageState inFirst = load(first, frame, firstPage);
      PageState inSecond = load(second, frame, secondPage);
      if (inFirst != PageState.NOT_RAM || inSecond != PageState.NOT_RAM) {
        boolean equal =
            inFirst == PageState.PRESENT
                && inSecond == PageState.PRESENT
                && Arrays.equals(firstPage, secondPage);
        runs.add(PageChange.of(inFirst, inSecond, equal), frame, 1);
      }
    }
    runs.end();
  }

  /** A page that claims to be there and cannot be read is as unknown as one excluded. */
  private static PageState load(PhysicalMemory memory, long frame, byte[] into) throws IOException {
    PageState state = memory.state(frame);
    if (state == PageState.PRESENT) {
      try {
        memory.read(frame << Page.SHIFT, into, 0, into.length);
      } catch (MemoryFault fault) {
        return fault.state();
      } catch (DumpFormatException corrupt) {
        return PageState.UNREADABLE;
      }
    }
    return state;
  }
}
