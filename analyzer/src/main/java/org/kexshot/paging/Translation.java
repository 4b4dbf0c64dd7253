package org.kexshot.paging;

/**
 * What page tables say of one virtual address.
 *
 * @param kind whether it is mapped, and if not, why
 * @param virtualStart first virtual address of the page, or of the hole, that holds the address
 * @param size bytes of the page, or of the hole that the missing entry stands for, unsigned: the
 *     hole of addresses that are not canonical takes nearly all of them
 * @param physicalStart physical address of the page's first byte; 0 unless mapped
 * @param entry the page-table entry that decided, as it lies in memory; 0 for an address that the
 *     processor does not look up
 */
public record Translation(Kind kind, long virtualStart, long size, long physicalStart, long entry) {

  /** The state of a mapping. */
  public enum Kind {
    /** A page frame holds the contents. */
    MAPPED,
    /** Nothing is mapped, or nothing was touched yet. */
    ABSENT,
    /** The contents were moved to swap, or are being migrated: the entry is not zero. */
    SWAPPED
  }

  public boolean isMapped() {
    return kind == Kind.MAPPED;
  }

  /** Whether the page or hole holds the address. */
  public boolean contains(long virtualAddress) {
    return Long.compareUnsigned(virtualAddress - virtualStart, size) < 0;
  }

  /** The physical address for a virtual one that this page holds. */
  public long physical(long virtualAddress) {
    return physicalStart + (virtualAddress - virtualStart);
  }

  /** Whether user mode may use the page. */
  public boolean isUser() {
    return (entry & EntryBits.USER) != 0;
  }

  /** Whether the page may be written; on upper levels' rights see the walk. */
  public boolean isWritable() {
    return (entry & EntryBits.WRITE) != 0;
  }
}
