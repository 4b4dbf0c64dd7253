package org.kexshot.paging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.PhysicalMemory;

/**
 * Finds a table that can stand for the kernel's own top table where that is damaged or missing:
 * each process has one, whose upper half maps the kernel as the kernel's own does ({@code pgd_ctor}
 * in {@code arch/x86/mm/pgtable.c}).
 */
final class SpareTables {
  /**
   * {@code PTRS_PER_PGD} with PAE: a top table has four entries and shares its frame with others.
   */
  private static final int PAE_BYTES = 32;

  /** Bits that the processor wants zero in an entry of that table. */
  private static final long PAE_RESERVED = 0x1e6;

  private final PhysicalMemory memory;
  private final PagingForm form;
  private final long encryptionMask;
  private final long address;
  private final long expected;

  /**
   * @param address a kernel virtual address
   * @param expected the physical address that it stands for
   */
  SpareTables(
      PhysicalMemory memory, PagingForm form, long encryptionMask, long address, long expected) {
    this.memory = memory;
    this.form = form;
    this.encryptionMask = encryptionMask;
    this.address = address;
    this.expected = expected;
  }

  /**
   * Physical address of the table that maps the address as expected, and of several the one with
   * the most entries: those of the start and of firmware map little else. Cost: reads all pages
   * that are present and not known to be zero.
   *
   * @throws IOException if it is not known which pages are present; those that cannot be read are
   *     passed over
   */
  OptionalLong find() throws IOException {
    PfnSet frames = memory.presentFrames();
    frames.removeAll(memory.zeroFrames());
    int step = form == PagingForm.I386_PAE ? PAE_BYTES : Page.SIZE;
    OptionalLong best = OptionalLong.empty();
    int most = 0;
    byte[] bytes = new byte[Page.SIZE];
    ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (long pfn = frames.nextIn(0); pfn < frames.end(); pfn = frames.nextIn(pfn + 1)) {
      if (!read(pfn, bytes)) {
        continue;
      }
      for (int at = 0; at < Page.SIZE; at += step) {
        long root = (pfn << Page.SHIFT) + at;
        if (mayMap(page, at) && maps(root)) {
          int entries = entries(page, at);
          if (entries > most) {
            most = entries;
            best = OptionalLong.of(root);
          }
        }
      }
    }
    return best;
  }

  private boolean read(long pfn, byte[] into) {
    try {
      memory.read(pfn << Page.SHIFT, into, 0, into.length);
      return true;
    } catch (IOException missing) {
      return false;
    }
  }

  private boolean mayMap(ByteBuffer page, int table) {
    long entry = entry(page, table, form.index(form.levels() - 1, address));
    boolean present = (entry & EntryBits.PRESENT) != 0;
    long frame = (entry & form.frameMask() & ~encryptionMask) >>> Page.SHIFT;
    boolean reserved = form == PagingForm.I386_PAE && (entry & PAE_RESERVED) != 0;
    return present && !reserved && frame < memory.endPfn();
  }

  private boolean maps(long root) {
    try {
      Translation page = new PageTable(memory, form, root, encryptionMask).translate(address);
      return page.isMapped() && page.physical(address) == expected;
    } catch (IOException missing) {
      return false;
    }
  }

  private int entries(ByteBuffer page, int table) {
    int count = form.entries(form.levels() - 1);
    int present = 0;
    for (int i = count / 2; i < count; i++) {
      present += (int) (entry(page, table, i) & EntryBits.PRESENT);
    }
    return present;
  }

  private long entry(ByteBuffer page, int table, int index) {
    int at = table + index * form.entryBytes();
    return form.entryBytes() == 4 ? Integer.toUnsignedLong(page.getInt(at)) : page.getLong(at);
  }
}
