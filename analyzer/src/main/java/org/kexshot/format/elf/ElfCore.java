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
import org.kexshot.format.ElfSegment;
import org.kexshot.format.ExtentMemory;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A Linux memory image in an ELF core file. Its {@code PT_LOAD} headers say which physical
 * addresses lie where; {@code p_memsz} beyond {@code p_filesz} is RAM that was excluded; a file
 * that ends early has unreadable pages.
 *
 * <p>QEMU writes {@code e_ehsize} 8 and puts program headers after the notes' section; only {@code
 * e_phoff} and {@code e_phentsize} are trusted.
 */
final class ElfCore implements Dump {
  /** Linux can use at most 52 bits of physical address on x86. */
  private static final long PHYSICAL_LIMIT = 1L << 52;

  private static final int MAXIMUM_NOTE_BYTES = 64 << 20;

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
    List<ExtentMemory.Extent> extents = new ArrayList<>();
    List<ElfNotes.Note> notes = new ArrayList<>();
    long count = segmentCount(region, layout, header);
    int size = Short.toUnsignedInt(header.getShort(layout.phentsize()));
    if (size < layout.segmentSize()) {
      throw bad(
          region,
          layout.phentsize(),
          "program headers of %d bytes; at least %d expected"
              .formatted(size, layout.segmentSize()));
    }
    long table = layout.word(header, layout.phoff());
    region.checkRange(table, count * size);
    for (long i = 0; i < count; i++) {
      long at = table + i * size;
      ElfSegment segment = ElfSegment.read(layout, region.little(at, layout.segmentSize()), 0);
      switch (segment.type()) {
        case ElfLayout.PT_LOAD -> addExtents(region, at, segment, extents);
        case ElfLayout.PT_NOTE -> notes.addAll(readNotes(region, at, segment));
        default -> {}
      }
    }
    if (extents.isEmpty()) {
      throw bad(region, table, "none of %d program headers is RAM (PT_LOAD)".formatted(count));
    }
    ExtentMemory memory = new ExtentMemory(region, extents);
    List<String> problems = new ArrayList<>(memory.problems());
    if (problems.isEmpty() && (header.getInt(layout.flags()) & ElfLayout.FLAG_INCOMPLETE) != 0) {
      problems.add(
          "%s: incomplete, says its header: the disk was full or the writer was stopped"
              .formatted(region.name()));
    }
    return new ElfCore(
        source, layout.wordSize() * 8, architecture, memory, new ElfNotes(notes), problems);
  }

  private static Architecture checkIdentity(ByteRegion region, ByteBuffer header)
      throws DumpFormatException {
    if (header.get(ElfLayout.EI_DATA) != ElfLayout.ELFDATA2LSB) {
      throw bad(region, ElfLayout.EI_DATA, "not little-endian; only x86 images are supported");
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
              region,
              ElfLayout.E_MACHINE,
              "ELF machine %d; 3 (i386) or 62 (x86_64) expected".formatted(machine));
    };
  }

  private static long segmentCount(ByteRegion region, ElfLayout layout, ByteBuffer header)
      throws IOException {
    int count = Short.toUnsignedInt(header.getShort(layout.phnum()));
    if (count != ElfLayout.PN_XNUM) {
      return count;
    }
    long sections = layout.word(header, layout.shoff());
    ByteBuffer first = region.little(sections, layout.sectionSize());
    return Integer.toUnsignedLong(first.getInt(layout.shInfo()));
  }

  private static void addExtents(
      ByteRegion region, long at, ElfSegment segment, List<ExtentMemory.Extent> extents)
      throws DumpFormatException {
    long start = segment.physical();
    long position = segment.position();
    long inFile = segment.inFile();
    long inMemory = Math.max(inFile, segment.inMemory());
    if (start == ElfSegment.NOT_PHYSICAL || inMemory == 0) {
      return;
    }
    if (start < 0
        || inFile < 0
        || inMemory < 0
        || position < 0
        || start > PHYSICAL_LIMIT
        || inMemory > PHYSICAL_LIMIT - start) {
      throw bad(
          region,
          at,
          "a segment of 0x%x bytes at physical 0x%x, file offset 0x%x; at most 52 bits expected"
              .formatted(inMemory, start, position));
    }
    long present = start + inFile;
    extents.add(new ExtentMemory.Extent(start, present, position, PageState.PRESENT));
    extents.add(new ExtentMemory.Extent(present, start + inMemory, 0, PageState.EXCLUDED));
  }

  private static List<ElfNotes.Note> readNotes(ByteRegion region, long at, ElfSegment segment)
      throws IOException {
    long size = segment.inFile();
    if (size < 0 || size > MAXIMUM_NOTE_BYTES) {
      throw bad(
          region,
          at,
          "notes of 0x%x bytes; at most 0x%x expected".formatted(size, MAXIMUM_NOTE_BYTES));
    }
    byte[] bytes = region.little(segment.position(), (int) size).array();
    return ElfNotes.decode(bytes).notes();
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
