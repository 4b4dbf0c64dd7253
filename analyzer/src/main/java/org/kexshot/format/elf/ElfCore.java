package org.kexshot.format.elf;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.ExtentMemory;
import org.kexshot.format.ImagedMachine;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A Linux memory image in an ELF core file. Its {@code PT_LOAD} headers say which physical
 * addresses lie where; {@code p_memsz} beyond {@code p_filesz} is RAM that was excluded; a file
 * that ends early has unreadable pages.
 */
final class ElfCore implements Dump {
  private final Closeable source;
  private final int bits;
  private final Architecture architecture;
  private final ExtentMemory memory;
  private final ElfNotes notes;
  private final List<String> problems;

  private ElfCore(
      Closeable source,
      int bits,
      Architecture architecture,
      ExtentMemory memory,
      ElfNotes notes,
      List<String> problems) {
    this.source = source;
    this.bits = bits;
    this.architecture = architecture;
    this.memory = memory;
    this.notes = notes;
    this.problems = problems;
  }

  /**
   * Opens a core file. Reads its headers and notes.
   *
   * @param source closed with the dump
   * @throws DumpFormatException if the headers contradict themselves or the file is not a core of a
   *     machine that is supported
   */
  static ElfCore open(ByteRegion region, Closeable source) throws IOException {
    ByteBuffer ident = region.little(0, ElfLayout.ELF32.fileHeaderSize());
    ElfLayout layout =
        switch (ident.get(ElfLayout.EI_CLASS)) {
          case ElfLayout.ELFCLASS32 -> ElfLayout.ELF32;
          case ElfLayout.ELFCLASS64 -> ElfLayout.ELF64;
          default ->
              throw bad(
                  region,
                  ElfLayout.EI_CLASS,
                  "ELF class %d; 1 (32 bits) or 2 (64 bits) expected"
                      .formatted(ident.get(ElfLayout.EI_CLASS)));
        };
    ByteBuffer header = region.little(0, layout.fileHeaderSize());
    Architecture architecture = checkIdentity(region, header);
    CoreSegments segments = CoreSegments.read(region, layout, header);
    ExtentMemory memory = new ExtentMemory(region, segments.extents());
    List<String> problems = new ArrayList<>(memory.problems());
    if (problems.isEmpty() && (header.getInt(layout.flags()) & ElfLayout.FLAG_INCOMPLETE) != 0) {
      problems.add(
          "%s: incomplete, says its header: the disk was full or the writer was stopped"
              .formatted(region.name()));
    }
    segments.overlap().ifPresent(problems::add);
    if (segments.notes().ofXen()) {
      problems.add(
          "%s: of a machine under Xen: its addresses are the hypervisor's, and a guest whose pages"
                  .formatted(region.name())
              + " Xen translates (PV) cannot be read in them");
    }
    return new ElfCore(
        source, layout.wordSize() * 8, architecture, memory, segments.notes(), problems);
  }

  private static Architecture checkIdentity(ByteRegion region, ByteBuffer header)
      throws DumpFormatException {
    if (header.get(ElfLayout.EI_DATA) != ElfLayout.ELFDATA2LSB) {
      int machine = Short.toUnsignedInt(Short.reverseBytes(header.getShort(ElfLayout.E_MACHINE)));
      throw bad(
          region,
          ElfLayout.EI_DATA,
          "not little-endian; " + ImagedMachine.unsupported(ImagedMachine.ofElf(machine)));
    }
    int type = Short.toUnsignedInt(header.getShort(ElfLayout.E_TYPE));
    if (type != ElfLayout.ET_CORE) {
      throw bad(
          region,
          ElfLayout.E_TYPE,
          "ELF type %d; 4 (core) expected: this is a program or library, no memory image"
              .formatted(type));
    }
    int machine = Short.toUnsignedInt(header.getShort(ElfLayout.E_MACHINE));
    return switch (machine) {
      case ElfLayout.EM_386 -> Architecture.I386;
      case ElfLayout.EM_X86_64 -> Architecture.X86_64;
      default ->
          throw bad(
              region, ElfLayout.E_MACHINE, ImagedMachine.unsupported(ImagedMachine.ofElf(machine)));
    };
  }

  private static DumpFormatException bad(ByteRegion region, long offset, String detail) {
    return new DumpFormatException(region.name(), offset, detail);
  }

  @Override
  public String formatName() {
    return "ELF%d core".formatted(bits);
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  @Override
  public ElfNotes notes() {
    return notes;
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return notes.vmcoreinfo();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
