package org.kexshot.capture.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.DescriptorRun;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.Translation;

/**
 * Frames of RAM whose page descriptors lie one after the other in physical memory.
 *
 * @param startPfn frame that the first describes
 * @param endPfn one past the frame that the last describes
 * @param address physical address of the first descriptor; 0 for frames that have none
 */
record DescriptorExtent(long startPfn, long endPfn, long address) {
  /**
   * All of RAM as extents, ascending. Translates one address for each page that descriptors lie in.
   *
   * @param ram ascending
   * @param runs where the descriptors are in the kernel's virtual memory, ascending
   * @param size bytes of a descriptor
   * @throws IOException if a descriptor lies in two pages that are apart
   */
  static List<DescriptorExtent> find(
      List<PhysicalRange> ram, List<DescriptorRun> runs, PagedMemory kernel, int size)
      throws IOException {
    List<DescriptorExtent> extents = new ArrayList<>();
    long pfn = 0;
    for (PhysicalRange range : ram) {
      pfn = Math.max(pfn, range.start() >>> 12);
      long end = range.end() + 4095 >>> 12;
      while (pfn < end) {
        DescriptorExtent extent = at(pfn, end, runs, kernel, size);
        extents.add(extent);
        pfn = extent.endPfn;
      }
    }
    return extents;
  }

  private static DescriptorExtent at(
      long pfn, long end, List<DescriptorRun> runs, PagedMemory kernel, int size)
      throws IOException {
    for (DescriptorRun run : runs) {
      if (pfn < run.startPfn()) {
        return new DescriptorExtent(pfn, Math.min(end, run.startPfn()), 0);
      }
      if (pfn < run.endPfn()) {
        return within(pfn, Math.min(end, run.endPfn()), run.addressOf(pfn, size), kernel, size);
      }
    }
    return new DescriptorExtent(pfn, end, 0);
  }

  /** As far as the descriptors from a virtual address on lie together. */
  private static DescriptorExtent within(
      long pfn, long end, long address, PagedMemory kernel, int size) throws IOException {
    Translation page = kernel.translate(address);
    boolean mapped = page.isMapped();
    long physical = mapped ? page.physical(address) : 0;
    long wanted = (end - pfn) * size;
    long reached = page.virtualStart() + page.size() - address;
    while (reached < wanted) {
      Translation next = kernel.translate(address + reached);
      boolean goesOn =
          next.isMapped() == mapped
              && (!mapped || next.physical(address + reached) == physical + reached);
      if (!goesOn) {
        break;
      }
      reached = next.virtualStart() + next.size() - address;
    }
    long count = Math.min(wanted, mapped ? reached : reached + size - 1) / size;
    if (count == 0) {
      throw new IOException(
          ("the page descriptor of frame 0x%x lies in two pages that are apart: the snapshot in"
                  + " memory does not know such a kernel; take --method kernel")
              .formatted(pfn));
    }
    return new DescriptorExtent(pfn, pfn + count, physical);
  }
}
