package org.kexshot.format.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.ElfSegment;
import org.kexshot.format.ExtentMemory;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.PageState;

/**
 * The program headers of a core: its notes, and the memory that its {@code PT_LOAD} headers name.
 *
 * <p>QEMU writes {@code e_ehsize} 8 and puts program headers after the notes' section; only {@code
 * e_phoff} and {@code e_phentsize} are trusted.
 */
final class CoreSegments {
  /** Linux can use at most 52 bits of physical address on x86. */
  private static final long PHYSICAL_LIMIT = 1L << 52;

  /** {@code __START_KERNEL_map} of x86_64, above which the kernel's own image is mapped. */
  private static final long KERNEL_IMAGE_MAP = 0xffff_ffff_8000_0000L;

  private static final int MAXIMUM_NOTE_BYTES = 64 << 20;

  private final ByteRegion region;
  private final ElfLayout layout;
  private final List<ExtentMemory.Extent> extents = new ArrayList<>();
  private final List<ElfNotes.Note> notes = new ArrayList<>();

  /** Those that are no second view of the kernel's own image. */
  private final List<ExtentMemory.Extent> primary = new ArrayList<>();

  private int loaded;
  private boolean allAtZero = true;

  private CoreSegments(ByteRegion region, ElfLayout layout) {
    this.region = region;
    this.layout = layout;
  }

  /**
   * Reads the program headers and the notes.
   *
   * @param header the file header
   * @throws DumpFormatException if they contradict themselves, or it is the core of a process
   */
  static CoreSegments read(ByteRegion region, ElfLayout layout, ByteBuffer header)
      throws IOException {
    CoreSegments segments = new CoreSegments(region, layout);
    long count = count(region, layout, header);
    int size = Short.toUnsignedInt(header.getShort(layout.phentsize()));
    if (size < layout.segmentSize()) {
      throw segments.bad(
          layout.phentsize(),
          "program headers of %d bytes; at least %d expected"
              .formatted(size, layout.segmentSize()));
    }
    long table = layout.word(header, layout.phoff());
    region.checkRange(table, count * size);
    for (long i = 0; i < count; i++) {
      segments.add(table + i * size);
    }
    segments.requireMachine(table, count);
    return segments;
  }

  private static long count(ByteRegion region, ElfLayout layout, ByteBuffer header)
      throws IOException {
    int count = Short.toUnsignedInt(header.getShort(layout.phnum()));
    if (count != ElfLayout.PN_XNUM) {
      return count;
    }
    long sections = layout.word(header, layout.shoff());
    ByteBuffer first = region.little(sections, layout.sectionSize());
    return Integer.toUnsignedLong(first.getInt(layout.shInfo()));
  }

  private void add(long at) throws IOException {
    ElfSegment segment = ElfSegment.read(layout, region.little(at, layout.segmentSize()), 0);
    switch (segment.type()) {
      case ElfLayout.PT_LOAD -> addMemory(at, segment);
      case ElfLayout.PT_NOTE -> addNotes(at, segment);
      default -> {}
    }
  }

  private void addMemory(long at, ElfSegment segment) throws DumpFormatException {
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
          at,
          "a segment of 0x%x bytes at physical 0x%x, file offset 0x%x; at most 52 bits expected"
              .formatted(inMemory, start, position));
    }
    long present = start + inFile;
    ExtentMemory.Extent extent =
        new ExtentMemory.Extent(start, present, position, PageState.PRESENT);
    extents.add(extent);
    extents.add(new ExtentMemory.Extent(present, start + inMemory, 0, PageState.EXCLUDED));
    if (Long.compareUnsigned(segment.virtual(), KERNEL_IMAGE_MAP) < 0) {
      primary.add(extent);
    }
    loaded++;
    allAtZero &= start == 0;
  }

  private void addNotes(long at, ElfSegment segment) throws IOException {
    long size = segment.inFile();
    if (size < 0 || size > MAXIMUM_NOTE_BYTES) {
      throw bad(
          at, "notes of 0x%x bytes; at most 0x%x expected".formatted(size, MAXIMUM_NOTE_BYTES));
    }
    byte[] bytes = region.little(segment.position(), (int) size).array();
    notes.addAll(ElfNotes.decode(bytes).notes());
  }

  private void requireMachine(long table, long count) throws DumpFormatException {
    if (notes().ofProcess()) {
      throw bad(
          table,
          "the core of a process, as its notes say (NT_AUXV, NT_FILE or NT_SIGINFO); the memory of"
              + " a machine expected; gdb reads this one");
    }
    if (count == 0) {
      throw bad(
          table,
          "no program headers, as in what xl dump-core writes of a Xen guest, which is not read");
    }
    if (loaded == 0) {
      throw bad(table, "none of %d program headers is RAM (PT_LOAD)".formatted(count));
    }
    if (loaded > 1 && allAtZero) {
      throw bad(
          table,
          "all of %d segments lie at physical address 0, as in the core of a process; the memory"
                  .formatted(loaded)
              + " of a machine expected");
    }
  }

  private DumpFormatException bad(long offset, String detail) {
    return new DumpFormatException(region.name(), offset, detail);
  }

  List<ExtentMemory.Extent> extents() {
    return extents;
  }

  ElfNotes notes() {
    return new ElfNotes(notes);
  }

  /**
   * Says that memory is in more than one place of the file. {@code /proc/vmcore} has the kernel's
   * own image a second time, at its other virtual address: that is no fault.
   */
  Optional<String> overlap() {
    return ExtentMemory.overlap(region.name(), primary);
  }
}
