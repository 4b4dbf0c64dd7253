package org.kexshot.export;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.MissingVmcoreinfoException;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.format.Utsname;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.elf.SegmentAddresses;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpReport;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.kernel.mm.DirectMap;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.symbols.SymbolTable;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Writes an image as a dump. Memory taken does not depend on the image's size, but for a few bits a
 * page frame.
 *
 * @param level excludes more pages than the image did; empty for all that it has
 * @param compression of pages; an ELF core has none
 * @param threads that pack pages; the bytes written do not depend on it
 */
public record DumpExport(
    MemoryImage image,
    Optional<DumpLevel> level,
    OutputFormat format,
    Compression compression,
    int threads) {

  public DumpExport {
    if (format == OutputFormat.ELF && compression != Compression.NONE) {
      throw new IllegalArgumentException("pages of an ELF core cannot be packed");
    }
  }

  /**
   * Writes the dump. Where no page is to be excluded by its kind, an image is written although its
   * kernel cannot be found: with what the file says of it.
   *
   * @param progress counts the pages written
   * @throws IOException if the sink fails, or the image's kernel cannot be found and is needed
   */
  public DumpReport to(DumpSink sink, PageProgress progress) throws IOException {
    KernelImage kernel;
    try {
      kernel = image.kernel();
    } catch (MemoryFault | MissingVmcoreinfoException noKernel) {
      if (level.isPresent() && level.get().excludesByKind()) {
        throw noKernel;
      }
      return write(everything(), ofFile(), SegmentAddresses.UNKNOWN, sink, progress);
    }
    return write(
        level.isEmpty() ? everything() : selection(kernel, level.get()),
        description(
            Utsname.read(kernel.memory(), kernel.vmcoreinfo(), kernel.architecture()),
            Optional.of(kernel.vmcoreinfo()),
            kernel.paging().physBase()),
        format == OutputFormat.ELF ? addresses(kernel) : SegmentAddresses.UNKNOWN,
        sink,
        progress);
  }

  /** What the file says of its kernel, which is not found. */
  private DumpDescription ofFile() {
    Architecture architecture = image.dump().architecture();
    Optional<Vmcoreinfo> vmcoreinfo = image.dump().vmcoreinfo();
    return description(
        vmcoreinfo
            .map(text -> Utsname.of(text, architecture))
            .orElseGet(() -> Utsname.unknown(architecture)),
        vmcoreinfo,
        vmcoreinfo.map(text -> text.constant("phys_base").orElse(0)).orElse(0L));
  }

  private DumpDescription description(
      Utsname name, Optional<Vmcoreinfo> vmcoreinfo, long physBase) {
    Dump dump = image.dump();
    return new DumpDescription(
        dump.architecture(),
        name,
        dump.takenAt().orElse(Instant.EPOCH),
        vmcoreinfo,
        physBase,
        vmcoreinfo.map(dump.notes()::withVmcoreinfo).orElse(dump.notes()));
  }

  private DumpReport write(
      PageSelection selection,
      DumpDescription description,
      SegmentAddresses addresses,
      DumpSink sink,
      PageProgress progress)
      throws IOException {
    PhysicalMemory memory = image.dump().memory();
    return switch (format) {
      case KDUMP ->
          KdumpWriter.write(memory, selection, description, compression, threads, sink, progress);
      case ELF ->
          ElfCoreWriter.write(memory, selection, description, addresses, threads, sink, progress);
    };
  }

  /** All that the image has, with the level that it has already, but for zero pages if asked. */
  private PageSelection everything() throws IOException {
    PhysicalMemory memory = image.dump().memory();
    PageSelection all = PageFilter.everything(memory, candidates(memory));
    return new PageSelection(
        new DumpLevel(image.dump().dumpLevel().orElse(0) | level.map(DumpLevel::value).orElse(0)),
        all.ram(),
        all.kept(),
        all.counts(),
        all.undecided());
  }

  /** Excludes what the image's own level excluded already, and says so in the dump's level. */
  private PageSelection selection(KernelImage kernel, DumpLevel wanted) throws IOException {
    PhysicalMemory memory = image.dump().memory();
    int own = image.dump().dumpLevel().orElse(0);
    return PageFilter.select(
            memory,
            candidates(memory),
            kernel.memory(),
            kernel.vmcoreinfo(),
            List.of(new DumpLevel(own | wanted.value())),
            threads)
        .get(0);
  }

  /** What the image has, and where the format can mark it what is missing of it. */
  private PfnSet candidates(PhysicalMemory memory) {
    PfnSet frames = memory.presentFrames();
    if (format == OutputFormat.KDUMP) {
      frames.addAll(memory.unreadableFrames());
    }
    return frames;
  }

  /**
   * Where the kernel maps memory. On x86_64 its image has a map of its own, whose end only its
   * symbols tell; an image without any gives none of it.
   */
  private static SegmentAddresses addresses(KernelImage kernel) {
    long offset = kernel.paging().textOffset();
    if (kernel.architecture() == Architecture.I386) {
      return SegmentAddresses.ofDirectMap(offset);
    }
    try {
      SymbolTable symbols = kernel.symbols();
      long start = symbols.findData("_text").orElseThrow() - offset & -Page.SIZE;
      long last = symbols.findData("_end").orElseThrow() - offset | Page.SIZE - 1;
      return new SegmentAddresses(
          new DirectMap(kernel).address(0), new PhysicalRange(start, last + 1), offset);
    } catch (IOException | NoSuchElementException unknown) {
      return SegmentAddresses.UNKNOWN;
    }
  }
}
