package org.kexshot.filter;

import org.kexshot.memory.MemoryFault;

/**
 * Page descriptors that lie one after the other in the kernel's virtual memory.
 *
 * @param startPfn frame that the first describes
 * @param endPfn one past the frame that the last describes
 * @param address kernel virtual address of the first
 */
public record DescriptorRun(long startPfn, long endPfn, long address) {
  /** Address of a frame's descriptor, each being {@code size} bytes. */
  public long addressOf(long pfn, int size) {
    return address + (pfn - startPfn) * size;
  }

  /**
   * One past the last frame whose descriptor is missing at least in part, where a read of this
   * one's failed.
   *
   * @param size bytes of a descriptor
   */
  public long missingEnd(long pfn, int size, MemoryFault fault) {
    long left = endPfn - pfn;
    long bytes = fault.end() - addressOf(pfn, size);
    long missing = Long.divideUnsigned(bytes - 1, size) + 1;
    return pfn + Math.max(1, missing >= 0 ? Math.min(left, missing) : left);
  }
}
