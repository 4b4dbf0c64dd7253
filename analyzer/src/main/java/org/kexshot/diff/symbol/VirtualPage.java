package org.kexshot.diff.symbol;

import java.io.IOException;
import org.kexshot.address.Page;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.VirtualMemory;

/** The virtual page that was read last, so that neighbouring symbols cost one read. */
final class VirtualPage {
  private final VirtualMemory memory;
  private final byte[] bytes = new byte[Page.SIZE];
  private long start = 1;
  private boolean known;

  VirtualPage(VirtualMemory memory) {
    this.memory = memory;
  }

  /** Goes to the page that holds the address; false if the image does not have it. */
  boolean moveTo(long address) throws IOException {
    long page = address & -Page.SIZE;
    if (page != start) {
      start = page;
      known = load(page);
    }
    return known;
  }

  private boolean load(long page) throws IOException {
    try {
      memory.read(page, bytes, 0, bytes.length);
      return true;
    } catch (MemoryFault fault) {
      return false;
    }
  }

  byte[] bytes() {
    return bytes;
  }
}
