package org.kexshot.paging;

import org.kexshot.memory.MemoryFault;

/** That an entry of a page table is not in the image; its address is the entry's physical one. */
final class MissingTableFault extends MemoryFault {
  private static final long serialVersionUID = 1L;

  private final long virtualEnd;

  /**
   * @param fault of reading the entry
   * @param virtualEnd see {@link #virtualEnd()}
   */
  MissingTableFault(MemoryFault fault, long virtualEnd) {
    super(fault);
    this.virtualEnd = virtualEnd;
  }

  /**
   * One past the virtual addresses from the one that was looked up on which that entry, and those
   * of the same table that are missing with it, stand for; 0 at the end of the space.
   */
  long virtualEnd() {
    return virtualEnd;
  }
}
