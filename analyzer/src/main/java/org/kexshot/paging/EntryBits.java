package org.kexshot.paging;

/** Bits of an x86 page-table entry. Source: {@code arch/x86/include/asm/pgtable_types.h}. */
final class EntryBits {
  static final long PRESENT = 1;
  static final long WRITE = 1 << 1;
  static final long USER = 1 << 2;
  static final long WRITE_THROUGH = 1 << 3;
  static final long CACHE_DISABLED = 1 << 4;
  static final long ACCESSED = 1 << 5;
  static final long DIRTY = 1 << 6;
  static final long LARGE = 1 << 7;
  static final long GLOBAL = 1 << 8;
  static final long NO_EXECUTE = 1L << 63;

  /**
   * Set in an entry whose {@link #PRESENT} is clear: Linux took the access rights away (mprotect,
   * NUMA balancing) but the frame is still there. Clear in swap entries.
   */
  static final long PROT_NONE = 1 << 8;

  private EntryBits() {}
}
