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
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.symbols.SymbolTable;

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
   * Writes the dump.
   *
   * @param progress counts the pages written
   * @throws IOException if the sink fails, or the image's kernel cannot be found
   */
  public DumpReport to(DumpSink sink, PageProgress progress) throws IOException {
    Dump dump = image.dump();
    KernelImage kernel = image.kernel();
    DumpDescription description =
        new DumpDescription(
            dump.architecture(),
            Utsname.read(kernel.memory(), kernel.vmcoreinfo(), kernel.architecture()),
            dump.takenAt().orElse(Instant.EPOCH),
            kernel.vmcoreinfo(),
            dump.notes());
    PageSelection selection = selection(kernel);
    return switch (format) {
      case KDUMP ->
          KdumpWriter.write(
              dump.memory(), selection, description, compression, threads, sink, progress);
      case ELF ->
          ElfCoreWriter.write(
              dump.memory(), selection, description, addresses(kernel), threads, sink, progress);
    };
  }

  /** Excludes what the image's own level excluded already, and says so in the dump's level. */
  private PageSelection selection(KernelImage kernel) throws IOException {
    PhysicalMemory memory = image.dump().memory();
    int own = image.dump().dumpLevel().orElse(0);
    if (level.isEmpty()) {
      PageSelection all = PageFilter.everything(memory, candidates(memory));
      return new PageSelection(
          new DumpLevel(own), all.ram(), all.kept(), all.counts(), all.undecided());
    }
    DumpLevel both = new DumpLevel(own | level.get().value());
    return PageFilter.select(
            memory,
            candidates(memory),
            kernel.memory(),
            kernel.vmcoreinfo(),
            List.of(both),
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
      long start = symbols.find("_text").orElseThrow() - offset & -Page.SIZE;
      long last = symbols.find("_end").orElseThrow() - offset | Page.SIZE - 1;
      return new SegmentAddresses(
          new DirectMap(kernel).address(0), new PhysicalRange(start, last + 1), offset);
    } catch (IOException | NoSuchElementException unknown) {
      return SegmentAddresses.UNKNOWN;
    }
  }
}
