package org.kexshot.symbols;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.VirtualMemory;

/**
 * Memory read over its gaps, for searches: pages that are not mapped or not in the image read as
 * zeros, and the first that should be there but is not is remembered. Not for several threads.
 */
final class SparseMemory {

  private final VirtualMemory memory;
  private MemoryFault firstAbsent;

  SparseMemory(VirtualMemory memory) {
    this.memory = memory;
  }

  /**
   * Reads bytes, zeros where there are none.
   *
   * @throws IOException if the file fails
   */
  byte[] read(long address, int length) throws IOException {
    byte[] bytes = new byte[length];
    try {
      memory.read(address, bytes, 0, length);
    } catch (MemoryFault gap) {
      readPages(address, bytes);
    }
    return bytes;
  }

  private void readPages(long address, byte[] into) throws IOException {
    int done = 0;
    while (done < into.length) {
      int toPageEnd = Page.SIZE - (int) (address + done & Page.SIZE - 1);
      int chunk = Math.min(toPageEnd, into.length - done);
      try {
        memory.read(address + done, into, done, chunk);
      } catch (MemoryFault fault) {
        Arrays.fill(into, done, done + chunk, (byte) 0);
        note(fault);
      }
      done += chunk;
    }
  }

  private void note(MemoryFault fault) {
    // What the page tables map nowhere is no loss: the kernel gives such parts of itself back.
    if (firstAbsent == null && fault.state() != PageState.NOT_RAM) {
      firstAbsent = fault;
    }
  }

  /** The first page met that the image lacks. */
  Optional<MemoryFault> firstAbsent() {
    return Optional.ofNullable(firstAbsent);
  }
}
