package org.kexshot.filter;

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
}
