package org.kexshot.diff.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kexshot.address.Page;
import org.kexshot.format.DumpFormatException;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/** Reads page frames of images that may be damaged. */
final class FramePages {
  private FramePages() {}

  /** Reads frames at once; false if one of them is not there, or cannot be read. */
  static boolean loadAll(PhysicalMemory memory, long frame, int count, ByteBuffer into)
      throws IOException {
    try {
      memory.read(frame << Page.SHIFT, into.clear().limit(count * Page.SIZE));
      return true;
    } catch (MemoryFault | DumpFormatException absent) {
      return false;
    }
  }

  /** A page that claims to be there and cannot be read is as unknown as one excluded. */
  static PageState load(PhysicalMemory memory, long frame, ByteBuffer into) throws IOException {
    PageState state = memory.state(frame);
    if (state == PageState.PRESENT) {
      try {
        memory.readFrame(frame, into.clear().limit(Page.SIZE));
      } catch (MemoryFault fault) {
        return fault.state();
      } catch (DumpFormatException corrupt) {
        return PageState.UNREADABLE;
      }
    }
    return state;
  }
}
