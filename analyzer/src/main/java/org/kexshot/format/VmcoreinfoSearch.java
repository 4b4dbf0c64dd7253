package org.kexshot.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Finds VMCOREINFO in memory, for images whose file carries none, such as QEMU's without {@code
 * -device vmcoreinfo}. The kernel keeps its text at the start of a page of its own ({@code
 * vmcoreinfo_data} in {@code kernel/crash_core.c}), and a second copy as a note. Old copies of
 * other boots may lie about, so only one is taken whose page tables are in the image.
 */
public final class VmcoreinfoSearch {
  private static final int BATCH_PAGES = 256;

  /** {@code "OSRELEAS"}, as the text begins, read as a little-endian number. */
  private static final long TEXT_START = 0x5341_454c_4552_534fL;

  private VmcoreinfoSearch() {}

  /**
   * Looks through all pages that are present and not known to be zero: one read of each, a few
   * words compared.
   *
   * @throws IOException if the file fails; pages that are missing are passed over
   */
  public static Optional<Vmcoreinfo> find(PhysicalMemory memory) throws IOException {
    PageBatch batch = new PageBatch(BATCH_PAGES);
    PfnSet present = memory.presentFrames();
    present.removeAll(memory.zeroFrames());
    byte[] page = new byte[Page.SIZE];
    for (long pfn = 0; pfn < present.end(); ) {
      pfn = batch.fill(memory, present, pfn);
      for (int i = 0; i < batch.count(); i++) {
        if (batch.word(i, 0) != TEXT_START || batch.isUnreadable(i)) {
          continue;
        }
        batch.get(i, page);
        Vmcoreinfo found = Vmcoreinfo.parse(text(page));
        if (belongsTo(found, memory)) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  private static byte[] text(byte[] page) {
    int end = 0;
    while (end < page.length && page[end] != 0) {
      end++;
    }
    return Arrays.copyOf(page, end);
  }

  private static boolean belongsTo(Vmcoreinfo vmcoreinfo, PhysicalMemory memory)
      throws IOException {
    Optional<Architecture> architecture = ImagedMachine.of(vmcoreinfo);
    if (architecture.isEmpty()) {
      return false;
    }
    try {
      KernelPaging.find(memory, vmcoreinfo, architecture.get());
      return true;
    } catch (MemoryFault | DumpFormatException missing) {
      return false;
    }
  }
}
