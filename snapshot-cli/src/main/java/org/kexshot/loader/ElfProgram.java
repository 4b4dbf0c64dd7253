package org.kexshot.loader;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfLayout;

/**
 * An executable in ELF format that is linked for the physical addresses it is to lie at. Source:
 * System V ABI, chapters 4 and 5; {@code p_paddr} says where a segment belongs.
 */
final class ElfProgram implements Closeable {
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int ENTRY = 24;
  private static final int MOST_HEADERS = 1024;

  /**
   * A part of the program.
   *
   * @param offset in the file
   * @param fileSize bytes of the file; what of the memory they do not fill is zero
   * @param memory where it belongs, physical; never empty
   * @param virtual address that it was linked for
   */
  record Segment(long offset, long fileSize, PhysicalRange memory, long virtual) {}

  private final String file;
  private final FileChannel channel;
  private final Architecture architecture;
  private final long entry;
  private final List<Segment> segments;

  private ElfProgram(
      String file,
      FileChannel channel,
      Architecture architecture,
      long entry,
      List<Segment> segments) {
    this.file = file;
    this.channel = channel;
    this.architecture = architecture;
    this.entry = entry;
    this.segments = segments;
  }

  /** Whether a file begins as ELF files do. */
  static boolean isElf(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);
      while (head.hasRemaining() && channel.read(head, head.position()) > 0) {}
      return ElfLayout.isElf(head.flip());
    }
  }

  /**
   * Reads the headers.
   *
   * @throws LoaderException if it is no such program, or a damaged one
   */
  static ElfProgram open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    boolean opened = false;
    try {
      ElfProgram program = read(file.toString(), channel);
      opened = true;
      return program;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private static ElfProgram read(String file, FileChannel channel) throws IOException {
    ByteBuffer head = bytes(file, channel, 0, ElfLayout.ELF32.fileHeaderSize(), "ELF header");
    if (!ElfLayout.isElf(head)) {
      throw LoaderException.of(file, "offset 0x0: no ELF header, and no bzImage's either");
    }
    ElfLayout layout =
        switch (head.get(ElfLayout.EI_CLASS)) {
          case ElfLayout.ELFCLASS32 -> ElfLayout.ELF32;
          case ElfLayout.ELFCLASS64 -> ElfLayout.ELF64;
          default ->
              throw LoaderException.of(
                  file,
                  "offset 0x4: class %d, 1 (32 bits) or 2 (64 bits) expected"
                      .formatted(head.get(ElfLayout.EI_CLASS)));
        };
    if (head.get(ElfLayout.EI_DATA) != ElfLayout.ELFDATA2LSB) {
      throw LoaderException.of(
          file,
          "offset 0x5: data encoding %d, 1 (little-endian) expected"
              .formatted(head.get(ElfLayout.EI_DATA)));
    }
    head = bytes(file, channel, 0, layout.fileHeaderSize(), "ELF header");
    requireFixed(file, head);
    Architecture architecture = architecture(file, head, layout);
    int size = Short.toUnsignedInt(head.getShort(layout.phentsize()));
    int count = Short.toUnsignedInt(head.getShort(layout.phnum()));
    if (size != layout.segmentSize() || count == 0 || count > MOST_HEADERS) {
      throw LoaderException.of(
          file,
          "offset 0x%x: %d program headers of %d bytes, 1 to %d of %d expected"
              .formatted(layout.phentsize(), count, size, MOST_HEADERS, layout.segmentSize()));
    }
    long table = layout.word(head, layout.phoff());
    ByteBuffer headers = bytes(file, channel, table, count * size, "program headers");
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ByteBuffer header = headers.slice(i * size, size).order(ByteOrder.LITTLE_ENDIAN);
      if (header.getInt(0) == ElfLayout.PT_LOAD && layout.word(header, layout.pMemsz()) != 0) {
        segments.add(segment(file, channel.size(), i, header, layout));
      }
    }
    segments.sort(Comparator.comparing(segment -> segment.memory().start(), Long::compareUnsigned));
    requireApart(file, segments);
    return new ElfProgram(
        file, channel, architecture, layout.word(head, ENTRY), List.copyOf(segments));
  }

  private static void requireFixed(String file, ByteBuffer head) throws LoaderException {
    int type = Short.toUnsignedInt(head.getShort(ElfLayout.E_TYPE));
    if (type != ET_EXEC) {
      throw LoaderException.of(
          file,
          "offset 0x10: type %d, 2 (an executable at fixed addresses) expected%s"
              .formatted(
                  type,
                  type == ET_DYN
                      ? "; link it with -static -no-pie"
                      : "; link it with ld -Ttext=ADDRESS"));
    }
  }

  private static Architecture architecture(String file, ByteBuffer head, ElfLayout layout)
      throws LoaderException {
    int machine = Short.toUnsignedInt(head.getShort(ElfLayout.E_MACHINE));
    if (machine == ElfLayout.EM_386 && layout == ElfLayout.ELF32) {
      return Architecture.I386;
    }
    if (machine == ElfLayout.EM_X86_64 && layout == ElfLayout.ELF64) {
      return Architecture.X86_64;
    }
    throw LoaderException.of(
        file,
        "offset 0x12: machine %d in %d bits, 3 (i386) in 32 or 62 (x86_64) in 64 expected"
            .formatted(machine, layout.wordSize() * Byte.SIZE));
  }

  private static Segment segment(
      String file, long length, int index, ByteBuffer header, ElfLayout layout)
      throws LoaderException {
    long offset = layout.word(header, layout.pOffset());
    long fileSize = layout.word(header, layout.pFilesz());
    long memorySize = layout.word(header, layout.pMemsz());
    long start = layout.word(header, layout.pPaddr());
    if (Long.compareUnsigned(fileSize, memorySize) > 0) {
      throw LoaderException.of(
          file,
          "program header %d: 0x%x bytes of the file for 0x%x of memory, at most as many expected"
              .formatted(index, fileSize, memorySize));
    }
    if (Long.compareUnsigned(offset, length) > 0
        || Long.compareUnsigned(fileSize, length - offset) > 0) {
      throw LoaderException.of(
          file,
          "program header %d: 0x%x bytes at offset 0x%x, but the file has 0x%x; copy it again"
              .formatted(index, fileSize, offset, length));
    }
    if (start < 0 || memorySize < 0 || memorySize > Long.MAX_VALUE - start) {
      throw LoaderException.of(
          file,
          "program header %d: 0x%x bytes at 0x%x, beyond any memory"
              .formatted(index, memorySize, start));
    }
    return new Segment(
        offset,
        fileSize,
        PhysicalRange.ofLength(start, memorySize),
        layout.word(header, layout.pVaddr()));
  }

  private static void requireApart(String file, List<Segment> sorted) throws LoaderException {
    if (sorted.isEmpty()) {
      throw LoaderException.of(file, "no program header says what to load (PT_LOAD)");
    }
    for (int i = 1; i < sorted.size(); i++) {
      PhysicalRange before = sorted.get(i - 1).memory();
      PhysicalRange next = sorted.get(i).memory();
      if (before.overlaps(next)) {
        throw LoaderException.of(
            file,
            "segments overlap: 0x%x to 0x%x and 0x%x to 0x%x"
                .formatted(before.start(), before.end() - 1, next.start(), next.end() - 1));
      }
    }
  }

  private static ByteBuffer bytes(
      String file, FileChannel channel, long offset, int length, String what) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    boolean within = offset >= 0 && offset <= channel.size() - length;
    while (within && bytes.hasRemaining()) {
      within = channel.read(bytes, offset + bytes.position()) > 0;
    }
    if (!within) {
      throw LoaderException.of(
          file,
          "offset 0x%x: %s of %d bytes expected, but the file has %d; copy it again"
              .formatted(offset, what, length, channel.size()));
    }
    return bytes.flip();
  }

  String file() {
    return file;
  }

  Architecture architecture() {
    return architecture;
  }

  /** What it has in memory, ascending. */
  List<Segment> segments() {
    return segments;
  }

  /**
   * Where it is to be entered.
   *
   * @param asked physical address that the user named
   * @throws LoaderException if nothing of it lies there
   */
  long entry(OptionalLong asked) throws LoaderException {
    long address = asked.orElse(entry);
    if (segments.stream().anyMatch(segment -> segment.memory().contains(address))) {
      return address;
    }
    Optional<Segment> linked =
        segments.stream()
            .filter(
                segment ->
                    Long.compareUnsigned(address - segment.virtual(), segment.memory().length())
                        < 0)
            .findFirst();
    throw LoaderException.of(
        file,
        "entry 0x%x: no segment lies there; %s"
            .formatted(
                address,
                linked
                    .map(
                        segment ->
                            "it is a virtual address, give the physical one: --entry 0x%x"
                                .formatted(address - segment.virtual() + segment.memory().start()))
                    .orElse(
                        "the first is at 0x%x to 0x%x"
                            .formatted(
                                segments.get(0).memory().start(),
                                segments.get(0).memory().end() - 1))));
  }

  /**
   * Reads what the file has of a segment.
   *
   * @param into takes as many bytes as that is
   */
  void read(Segment segment, ByteBuffer into) throws IOException {
    long at = segment.offset();
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read <= 0) {
        throw LoaderException.of(file, "offset 0x%x: the file shrank".formatted(at));
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
