package org.kexshot.paging;

/**
 * How a processor's page tables are laid out, as data: the size of an entry, the bits of a virtual
 * address that each level takes, and the levels at which an entry may map a large page. Level 0 is
 * the table whose entries map base pages.
 *
 * <p>Source: Intel SDM volume 3, chapter 4 "Paging".
 */
public enum PagingForm {
  /** Two levels of 32-bit entries; a directory entry may map 4 MiB (PSE, with PSE-36's bits). */
  I386(4, 0xffff_f000L, 1, false, 10, 10),
  /** Three levels of 64-bit entries over a 32-bit address; a directory entry may map 2 MiB. */
  I386_PAE(8, 0x000f_ffff_ffff_f000L, 1, false, 9, 9, 2),
  /** Four levels over 48 bits; entries may map 2 MiB and 1 GiB. */
  X86_64(8, 0x000f_ffff_ffff_f000L, 2, true, 9, 9, 9, 9),
  /** Five levels over 57 bits; entries may map 2 MiB and 1 GiB. */
  X86_64_LA57(8, 0x000f_ffff_ffff_f000L, 2, true, 9, 9, 9, 9, 9);

  private final int entryBytes;
  private final long frameMask;
  private final int highestLeafLevel;
  private final boolean signExtended;
  private final int[] indexBits;
  private final int[] shifts;

  PagingForm(
      int entryBytes,
      long frameMask,
      int highestLeafLevel,
      boolean signExtended,
      int... indexBitsFromLevel0) {
    this.entryBytes = entryBytes;
    this.frameMask = frameMask;
    this.highestLeafLevel = highestLeafLevel;
    this.signExtended = signExtended;
    this.indexBits = indexBitsFromLevel0;
    this.shifts = new int[indexBitsFromLevel0.length + 1];
    shifts[0] = 12;
    for (int level = 0; level < indexBitsFromLevel0.length; level++) {
      shifts[level + 1] = shifts[level] + indexBitsFromLevel0[level];
    }
  }

  /** Size of a table entry in bytes: 4 or 8. */
  public int entryBytes() {
    return entryBytes;
  }

  /** The bits of an entry that can hold a physical address. */
  public long frameMask() {
    return frameMask;
  }

  /** Number of levels, 2 to 5. */
  public int levels() {
    return indexBits.length;
  }

  /** Number of entries in a table of the level. */
  public int entries(int level) {
    return 1 << indexBits[level];
  }

  /** Bytes of virtual memory that one entry of the level stands for. */
  public long span(int level) {
    return 1L << shifts[level];
  }

  /** Whether an entry of the level, with its page-size bit set, maps a page by itself. */
  public boolean mayMapLargePage(int level) {
    return level > 0 && level <= highestLeafLevel;
  }

  /** Index into a table of the level for a virtual address. */
  public int index(int level, long virtualAddress) {
    return (int) (virtualAddress >>> shifts[level]) & (entries(level) - 1);
  }

  /** What Linux calls the level: PGD at the top, PTE at level 0. */
  public String levelName(int level) {
    if (level == levels() - 1) {
      return "PGD";
    }
    return switch (level) {
      case 0 -> "PTE";
      case 1 -> "PMD";
      case 2 -> "PUD";
      default -> "P4D";
    };
  }

  /** Whether the processor would look the address up at all, and not refuse its upper bits. */
  public boolean isCanonical(long virtualAddress) {
    int bits = shifts[levels()];
    return signExtended
        ? virtualAddress << (64 - bits) >> (64 - bits) == virtualAddress
        : virtualAddress >>> bits == 0;
  }

  /** The hole of addresses that are not canonical, which no table maps. */
  Translation hole() {
    int bits = shifts[levels()];
    long start = signExtended ? 1L << bits - 1 : 1L << bits;
    long end = signExtended ? -start : 0;
    return new Translation(Translation.Kind.ABSENT, start, end - start, 0, 0);
  }

  /**
   * The address with upper bits as the processor wants them: sign-extended on x86_64, zero on i386.
   */
  public long canonical(long virtualAddress) {
    int unused = 64 - shifts[levels()];
    return signExtended ? virtualAddress << unused >> unused : virtualAddress << unused >>> unused;
  }
}
