package org.kexshot.memory;

import java.io.IOException;

/**
 * A virtual address space for tests, flat over a {@link FakePhysicalMemory} from a base address.
 */
public record FakeVirtualMemory(FakePhysicalMemory physical, long base, int pointerSize)
    implements VirtualMemory {

  @Override
  public void read(long virtualAddress, byte[] into, int offset, int length) throws IOException {
    try {
      physical.read(virtualAddress - base, into, offset, length);
    } catch (MemoryFault fault) {
      throw new MemoryFault("test", fault.address() + base, fault.state(), "no contents");
    }
  }
}
