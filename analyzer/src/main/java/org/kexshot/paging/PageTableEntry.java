package org.kexshot.paging;

import java.util.ArrayList;
import java.util.List;

/**
 * An entry of a page table, as a walk met it.
 *
 * @param form of the tables
 * @param level 0 for a table whose entries map base pages
 * @param physical physical address of the entry
 * @param value as it lies in memory
 */
public record PageTableEntry(PagingForm form, int level, long physical, long value) {
  /** What Linux calls the level: PGD, P4D, PUD, PMD or PTE. */
  public String levelName() {
    return form.levelName(level);
  }

  /** The entry's bits in words, such as {@code present}, {@code writable}, {@code no-execute}. */
  public List<String> flags() {
    List<String> flags = new ArrayList<>();
    boolean mayBeLarge = form.mayMapLargePage(level);
    boolean leaf = level == 0 || mayBeLarge && (value & EntryBits.LARGE) != 0;
    add(flags, EntryBits.PRESENT, "present");
    add(flags, EntryBits.WRITE, "writable");
    add(flags, EntryBits.USER, "user");
    add(flags, EntryBits.WRITE_THROUGH, "write-through");
    add(flags, EntryBits.CACHE_DISABLED, "cache-disabled");
    add(flags, EntryBits.ACCESSED, "accessed");
    if (leaf) {
      add(flags, EntryBits.DIRTY, "dirty");
      boolean here = (value & EntryBits.PRESENT) != 0;
      add(flags, EntryBits.GLOBAL, here ? "global" : "no access");
    }
    if (mayBeLarge) {
      add(flags, EntryBits.LARGE, "large page");
    }
    if (form.entryBytes() == 8) {
      add(flags, EntryBits.NO_EXECUTE, "no-execute");
    }
    return flags;
  }

  private void add(List<String> flags, long bit, String word) {
    if ((value & bit) != 0) {
      flags.add(word);
    }
  }
}
