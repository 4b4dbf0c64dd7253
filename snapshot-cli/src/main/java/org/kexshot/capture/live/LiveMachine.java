package org.kexshot.capture.live;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfNotes;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.kcore.KernelCore;
import org.kexshot.linux.kcore.LiveMemory;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.RecentPages;
import org.kexshot.paging.KernelPaging;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.Translation;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The running machine as it shows itself.
 *
 * @param core its kernel's virtual memory
 * @param memory its physical memory, as far as the kernel maps it
 * @param vmcoreinfo its kernel's description of itself
 * @param mapped the frames that the kernel does map now
 */
record LiveMachine(KernelCore core, PhysicalMemory memory, Vmcoreinfo vmcoreinfo, PfnSet mapped)
    implements Closeable {
  private static final Path NOTE = Path.of("/sys/kernel/vmcoreinfo");

  static LiveMachine open() throws IOException {
    List<PhysicalRange> ram = IoMemory.read().systemRam();
    KernelCore core = KernelCore.open();
    try {
      return of(core, ram);
    } catch (IOException | RuntimeException e) {
      core.close();
      throw e;
    }
  }

  /**
   * A machine that was opened.
   *
   * @param core closed with it
   * @param ram as {@code /proc/iomem} has it
   */
  static LiveMachine of(KernelCore core, List<PhysicalRange> ram) throws IOException {
    LiveMemory direct = new LiveMemory(core, ram);
    Vmcoreinfo vmcoreinfo = vmcoreinfo(core, direct);
    PagedMemory kernel =
        KernelPaging.find(new RecentPages(direct), vmcoreinfo, core.architecture()).kernel();
    PhysicalMemory memory = MappedMemory.of(core, direct, kernel);
    PfnSet mapped = mapped(core, direct, kernel);
    PfnSet elsewhere = memory.presentFrames();
    elsewhere.removeAll(direct.presentFrames());
    mapped.addAll(elsewhere);
    return new LiveMachine(core, memory, vmcoreinfo, mapped);
  }

  Architecture architecture() {
    return core.architecture();
  }

  /**
   * The frames whose pages the kernel maps directly. Of others the file has a header too and shows
   * zeros ({@code read_kcore}): memory of {@code memfd_secret}, or that debugging takes away while
   * it is free. Cost: a translation for each page of the mapping, mostly of 2 MiB or 1 GiB.
   */
  private static PfnSet mapped(KernelCore core, LiveMemory direct, PagedMemory kernel)
      throws IOException {
    PfnSet shown = direct.presentFrames();
    PfnSet mapped = new PfnSet(shown.end());
    for (long pfn = shown.nextIn(0); pfn < shown.end(); pfn = shown.nextIn(pfn)) {
      long address = core.directAddress(pfn << Page.SHIFT, Page.SIZE).orElseThrow();
      Translation page = kernel.translate(address);
      long left = page.size() - (address - page.virtualStart()) >>> Page.SHIFT;
      long end = shown.nextOut(pfn, pfn + Math.max(1, left));
      if (page.isMapped() && page.physical(address) >>> Page.SHIFT == pfn) {
        mapped.addRange(pfn, end);
      }
      pfn = end;
    }
    return mapped;
  }

  /**
   * What {@code /proc/kcore} has since 4.19 (23c85094fe18), or else the note where the kernel says
   * that it lies: its physical address and length in hexadecimal.
   */
  private static Vmcoreinfo vmcoreinfo(KernelCore core, LiveMemory direct) throws IOException {
    Optional<byte[]> note = core.note(ElfNotes.VMCOREINFO);
    if (note.isPresent()) {
      return Vmcoreinfo.parse(note.get());
    }
    if (!Files.isReadable(NOTE)) {
      throw new IOException(
          "neither /proc/kcore nor %s has the kernel's VMCOREINFO: CONFIG_CRASH_CORE is needed"
              .formatted(NOTE));
    }
    return noteAt(Files.readString(NOTE), direct);
  }

  /** The note that a line such as {@code 0x37e4b000 1024} tells of. */
  static Vmcoreinfo noteAt(String line, PhysicalMemory memory) throws IOException {
    String[] place = line.strip().split(" ");
    if (place.length != 2
        || !place[0].matches("0x[0-9a-f]{1,16}")
        || !place[1].matches("[0-9a-f]{1,6}")) {
      throw new IOException("%s: \"%s\"; 0xADDRESS LENGTH expected".formatted(NOTE, line.strip()));
    }
    byte[] bytes = new byte[Integer.parseInt(place[1], 16)];
    memory.read(Long.parseUnsignedLong(place[0].substring(2), 16), bytes, 0, bytes.length);
    return ElfNotes.decode(bytes).notes().stream()
        .filter(note -> note.name().equals(ElfNotes.VMCOREINFO))
        .findFirst()
        .map(note -> Vmcoreinfo.parse(note.descriptor()))
        .orElseThrow(
            () -> new IOException("%s: at %s is no note VMCOREINFO".formatted(NOTE, place[0])));
  }

  @Override
  public void close() throws IOException {
    core.close();
  }
}
