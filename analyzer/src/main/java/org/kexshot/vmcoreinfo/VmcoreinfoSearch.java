package org.kexshot.vmcoreinfo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Looks for VMCOREINFO in memory itself, for images whose file carries no such note: QEMU's without
 * its {@code vmcoreinfo} device, and raw ones. The kernel keeps it at the start of a page ({@code
 * vmcoreinfo_data}) and, behind an ELF note's header, in a second one ({@code vmcoreinfo_note}).
 */
public final class VmcoreinfoSearch {
  private static final byte[] FIRST_KEY = "OSRELEASE=".getBytes(StandardCharsets.US_ASCII);

  /** Size of an ELF note's header with the name {@code "VMCOREINFO"}, padded. */
  private static final int NOTE_HEADER = 24;

  private static final int MAX_CANDIDATES = 64;

  private VmcoreinfoSearch() {}

  /**
   * Every text in memory that has VMCOREINFO's form, in ascending order of address; also those that
   * an earlier boot left behind, so each must be checked against this memory. Reads the start of
   * every page that is present.
   *
   * @throws IOException if the file fails
   */
  public static List<Vmcoreinfo> search(PhysicalMemory memory) throws IOException {
    List<Vmcoreinfo> found = new ArrayList<>();
    byte[] start = new byte[NOTE_HEADER + FIRST_KEY.length];
    for (PhysicalRange range : memory.ram()) {
      for (long pfn = range.start() + 4095 >>> 12;
          pfn < range.end() >>> 12 && found.size() < MAX_CANDIDATES;
          pfn++) {
        if (memory.state(pfn) != PageState.PRESENT) {
          continue;
        }
        memory.read(pfn << 12, start, 0, start.length);
        if (startsWithKey(start, 0)) {
          addIfValid(memory, pfn << 12, found);
        } else if (startsWithKey(start, NOTE_HEADER)) {
          addIfValid(memory, (pfn << 12) + NOTE_HEADER, found);
        }
      }
    }
    return found;
  }

  private static boolean startsWithKey(byte[] bytes, int at) {
    for (int i = 0; i < FIRST_KEY.length; i++) {
      if (bytes[at + i] != FIRST_KEY[i]) {
        return false;
      }
    }
    return true;
  }

  private static void addIfValid(PhysicalMemory memory, long address, List<Vmcoreinfo> into)
      throws IOException {
    byte[] text = new byte[4096 - (int) (address & 4095)];
    memory.read(address, text, 0, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      boolean printable = text[length] == '\n' || text[length] >= ' ' && text[length] < 0x7f;
      if (!printable) {
        return;
      }
      length++;
    }
    byte[] descriptor = new byte[length];
    System.arraycopy(text, 0, descriptor, 0, length);
    Vmcoreinfo candidate = Vmcoreinfo.parse(descriptor);
    boolean whole =
        "4096".equals(candidate.values().get("PAGESIZE"))
            && candidate.symbol("init_uts_ns").isPresent()
            && candidate.size("page").isPresent();
    if (whole) {
      into.add(candidate);
    }
  }
}
