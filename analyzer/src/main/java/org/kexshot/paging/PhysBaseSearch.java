package org.kexshot.paging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;

/**
 * Finds {@code phys_base} of x86_64 kernels before 4.10, whose VMCOREINFO has the variable's
 * address in place of its value (until commit 401721ecd1dc). A kernel is loaded at a multiple of 2
 * MiB, so the variable lies at one of few places, and holds how far that is from where it was
 * linked.
 */
final class PhysBaseSearch {
  /** {@code MIN_KERNEL_ALIGN} of x86_64. */
  private static final long ALIGNMENT = 1 << 21;

  private static final long STEP = ALIGNMENT >>> Page.SHIFT;

  /** Says whether a value is that of the kernel, whose page tables it leads to. */
  @FunctionalInterface
  interface Check {
    boolean leadsToPageTables(long physBase) throws IOException;
  }

  private PhysBaseSearch() {}

  /**
   * The value; empty if no place holds one that leads to page tables. Cost: reads a word of each 2
   * MiB that the image has, from the lowest address on.
   *
   * @param linked physical address of the variable if {@code phys_base} were 0
   */
  static OptionalLong find(PhysicalMemory memory, long linked, Check check) throws IOException {
    PfnSet frames = memory.presentFrames();
    frames.removeAll(memory.zeroFrames());
    long first = (linked & ALIGNMENT - 1) >>> Page.SHIFT;
    byte[] value = new byte[Long.BYTES];
    long pfn = frames.nextIn(first);
    while (pfn < frames.end()) {
      long next = first + (pfn - first + STEP - 1) / STEP * STEP;
      if (next == pfn) {
        long address = (pfn << Page.SHIFT) + Page.offset(linked);
        long physBase = address - linked;
        if (holds(memory, address, value, physBase) && check.leadsToPageTables(physBase)) {
          return OptionalLong.of(physBase);
        }
        next++;
      }
      pfn = frames.nextIn(next);
    }
    return OptionalLong.empty();
  }

  private static boolean holds(PhysicalMemory memory, long address, byte[] value, long expected)
      throws IOException {
    try {
      memory.read(address, value, 0, value.length);
    } catch (MemoryFault missing) {
      return false;
    }
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong() == expected;
  }
}
