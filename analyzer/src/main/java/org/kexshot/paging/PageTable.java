package org.kexshot.paging;

import java.io.IOException;
import java.util.function.Consumer;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;

/**
 * One set of page tables, walked in physical memory. Holds no state besides its root, so several
 * threads may walk it at once; each walk reads one entry a level.
 */
public final class PageTable {
  private final PhysicalMemory physical;
  private final PagingForm form;
  private final long root;
  private final long frameMask;

  /**
   * @param root physical address of the top table; need not be page-aligned with PAE
   * @param encryptionMask address bits that mark a page as encrypted (AMD SME's {@code sme_mask}),
   *     which are no part of its address; 0 without
   */
  public PageTable(PhysicalMemory physical, PagingForm form, long root, long encryptionMask) {
    this.physical = physical;
    this.form = form;
    this.root = root;
    this.frameMask = form.frameMask() & ~encryptionMask;
  }

  public PagingForm form() {
    return form;
  }

  /** Physical address of the top table. */
  public long root() {
    return root;
  }

  /**
   * Translates one virtual address.
   *
   * @throws MemoryFault if a table of the walk lies in a frame that is not present; it carries the
   *     table's physical address
   */
  public Translation translate(long virtualAddress) throws IOException {
    return walk(virtualAddress, null);
  }

  /**
   * Translates one virtual address, and shows the entries on the way, the top table's first.
   *
   * @throws MemoryFault as {@link #translate(long)} does; the entries before were shown
   */
  public Translation translate(long virtualAddress, Consumer<PageTableEntry> visitor)
      throws IOException {
    return walk(virtualAddress, visitor);
  }

  /**
   * @param visitor or null: a translation by the way makes no objects on its way
   */
  private Translation walk(long virtualAddress, Consumer<PageTableEntry> visitor)
      throws IOException {
    if (!form.isCanonical(virtualAddress)) {
      return form.hole();
    }
    byte[] buffer = new byte[8];
    long table = root;
    for (int level = form.levels() - 1; ; level--) {
      long at = table + (long) form.index(level, virtualAddress) * form.entryBytes();
      long entry = readEntry(level, virtualAddress, at, buffer);
      if (visitor != null) {
        visitor.accept(new PageTableEntry(form, level, at, entry));
      }
      long span = form.span(level);
      long start = virtualAddress & -span;
      if (!isPresent(entry)) {
        return new Translation(
            entry == 0 ? Translation.Kind.ABSENT : Translation.Kind.SWAPPED, start, span, 0, entry);
      }
      if (isLeaf(entry, level)) {
        return new Translation(
            Translation.Kind.MAPPED, start, span, leafFrame(entry, level), entry);
      }
      table = entry & frameMask;
    }
  }

  /**
   * Visits the top table and every table below it that is present in the image. Reads all tables
   * but those of level 0; those that are not in the image are passed over.
   *
   * @throws IOException if the underlying file fails
   */
  public void forEachTable(TableVisitor visitor) throws IOException {
    visitTable(form.levels() - 1, root, visitor);
  }

  private void visitTable(int level, long table, TableVisitor visitor) throws IOException {
    if (!visitor.visit(level, table) || level == 0) {
      return;
    }
    byte[] entries = new byte[form.entries(level) * form.entryBytes()];
    try {
      physical.read(table, entries, 0, entries.length);
    } catch (MemoryFault absent) {
      return;
    }
    for (int at = 0; at < entries.length; at += form.entryBytes()) {
      long entry = entryAt(entries, at);
      if ((entry & EntryBits.PRESENT) != 0 && !isLeaf(entry, level)) {
        visitTable(level - 1, entry & frameMask, visitor);
      }
    }
  }

  private long readEntry(int level, long virtualAddress, long at, byte[] buffer)
      throws IOException {
    try {
      physical.read(at, buffer, 0, form.entryBytes());
      return entryAt(buffer, 0);
    } catch (MemoryFault fault) {
      int left = form.entries(level) - form.index(level, virtualAddress);
      long missing = Math.min(left, Math.max(1, (fault.end() - at) / form.entryBytes()));
      long span = form.span(level);
      throw new MissingTableFault(fault, (virtualAddress & -span) + missing * span);
    }
  }

  /** An entry out of a table's bytes. */
  private long entryAt(byte[] bytes, int offset) {
    long entry = 0;
    for (int i = form.entryBytes() - 1; i >= 0; i--) {
      entry = entry << 8 | bytes[offset + i] & 0xff;
    }
    return entry;
  }

  private static boolean isPresent(long entry) {
    return (entry & (EntryBits.PRESENT | EntryBits.PROT_NONE)) != 0;
  }

  private boolean isLeaf(long entry, int level) {
    return level == 0 || form.mayMapLargePage(level) && (entry & EntryBits.LARGE) != 0;
  }

  private long leafFrame(long entry, int level) {
    // Against L1TF, Linux inverts the frame number of entries that the processor sees as absent;
    // not with 32-bit entries, which have no spare address bits (pgtable-invert.h).
    boolean inverted = (entry & EntryBits.PRESENT) == 0 && form.entryBytes() == 8;
    long frame = (inverted ? ~entry : entry) & frameMask & -form.span(level);
    if (level == 1 && form == PagingForm.I386) {
      frame |= (entry >>> 13 & 0xff) << 32;
    }
    return frame;
  }

  PhysicalMemory physical() {
    return physical;
  }
}
