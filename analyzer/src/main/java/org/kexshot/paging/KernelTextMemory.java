package org.kexshot.paging;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.VirtualMemory;

/**
 * The kernel's own image (text, data, bss) by virtual address. It lies in physical memory in one
 * piece, so that no page tables are walked, and long reads stay long. Source: {@code __pa_symbol}.
 */
final class KernelTextMemory implements VirtualMemory {
  private final PhysicalMemory physical;
  private final long offset;
  private final int pointerSize;

  /**
   * @param offset what to subtract from a virtual address
   */
  KernelTextMemory(PhysicalMemory physical, long offset, int pointerSize) {
    this.physical = physical;
    this.offset = offset;
    this.pointerSize = pointerSize;
  }

  @Override
  public int pointerSize() {
    return pointerSize;
  }

  @Override
  public void read(long virtualAddress, byte[] into, int from, int length) throws IOException {
    read(virtualAddress, ByteBuffer.wrap(into, from, length));
  }

  @Override
  public void read(long virtualAddress, ByteBuffer into) throws IOException {
    try {
      physical.read(virtualAddress - offset, into);
    } catch (MemoryFault fault) {
      throw new MemoryFault(
          "kernel virtual",
          fault.address() + offset,
          fault.end() + offset,
          fault.state(),
          fault.getMessage());
    }
  }
}
