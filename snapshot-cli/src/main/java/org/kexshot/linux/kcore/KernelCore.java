package org.kexshot.linux.kcore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.ElfSegment;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.VirtualMemory;

/**
 * The running kernel's own virtual memory, through {@code /proc/kcore}: an ELF core whose {@code
 * PT_LOAD} headers say where each virtual range lies in the file. Needs root, and no lockdown in
 * confidentiality mode. Source: {@code fs/proc/kcore.c}.
 */
public final class KernelCore implements VirtualMemory, Closeable {
  private static final Path FILE = Path.of("/proc/kcore");
  private static final int MOST_NOTES = 1 << 20;

  private final FileChannel channel;
  private final Architecture architecture;
  private final List<ElfSegment> segments;
  private final DirectMap directMap;

  private KernelCore(FileChannel channel, Architecture architecture, List<ElfSegment> segments) {
    this.channel = channel;
    this.architecture = architecture;
    this.segments = segments;
    this.directMap = DirectMap.of(segments, architecture);
  }

  public static KernelCore open() throws IOException {
    return open(FILE);
  }

  /** Opens another file of the same form. */
  public static KernelCore open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      ByteBuffer head = fully(channel, 0, ElfLayout.ELF64.fileHeaderSize());
      if (!ElfLayout.isElf(head)) {
        throw new DumpFormatException(FILE.toString(), 0, "no ELF header");
      }
      boolean wide = head.get(ElfLayout.EI_CLASS) == ElfLayout.ELFCLASS64;
      ElfLayout layout = wide ? ElfLayout.ELF64 : ElfLayout.ELF32;
      int count = Short.toUnsignedInt(head.getShort(layout.phnum()));
      int size = layout.segmentSize();
      ByteBuffer headers = fully(channel, layout.word(head, layout.phoff()), count * size);
      List<ElfSegment> segments = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        segments.add(ElfSegment.read(layout, headers, i * size));
      }
      return new KernelCore(channel, wide ? Architecture.X86_64 : Architecture.I386, segments);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The running kernel's. */
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public int pointerSize() {
    return architecture.pointerSize();
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) throws IOException {
    read(address, ByteBuffer.wrap(into, offset, length));
  }

  /**
   * Reads without an array between. Where the kernel has nothing to show it gives zeros, or an
   * error.
   *
   * @throws MemoryFault {@link PageState#UNREADABLE} if the kernel gives an error
   */
  @Override
  public void read(long address, ByteBuffer into) throws IOException {
    for (ElfSegment segment : segments) {
      long within = address - segment.virtual();
      if (segment.type() == ElfLayout.PT_LOAD
          && Long.compareUnsigned(within, segment.inFile()) < 0
          && into.remaining() <= segment.inFile() - within) {
        fill(into, address, segment.position() + within);
        return;
      }
    }
    throw new MemoryFault("kernel virtual", address, PageState.NOT_RAM, "in no segment of " + FILE);
  }

  private void fill(ByteBuffer into, long address, long position) throws IOException {
    int start = into.position();
    while (into.hasRemaining()) {
      int done = into.position() - start;
      int read;
      try {
        read = channel.read(into, position + done);
      } catch (ClosedChannelException closed) {
        throw closed;
      } catch (IOException refused) {
        throw unreadable(address + done, position + done, refused.getMessage());
      }
      if (read <= 0) {
        throw unreadable(
            address + done,
            position + done,
            "%d more bytes expected, found its end".formatted(into.remaining()));
      }
    }
  }

  private static MemoryFault unreadable(long address, long position, String why) {
    return new MemoryFault(
        "kernel virtual",
        address,
        PageState.UNREADABLE,
        "%s at 0x%x: %s".formatted(FILE, position, why));
  }

  /**
   * The kernel virtual address under which {@code length} bytes of physical memory are mapped
   * directly; empty for what the kernel maps only when it needs it (high memory of i386).
   */
  public OptionalLong directAddress(long physical, int length) {
    return directMap.address(physical, length);
  }

  /** The physical memory that is mapped directly, by the file's headers, ascending. */
  public List<PhysicalRange> directRanges() {
    return directMap.ranges();
  }

  /** The file's headers of other virtual memory, such as vmalloc space; in no order. */
  public List<ElfSegment> otherSegments() {
    return segments.stream()
        .filter(segment -> segment.type() == ElfLayout.PT_LOAD)
        .filter(segment -> !directMap.segments().contains(segment))
        .toList();
  }

  /** The descriptor of the note of that name. */
  public Optional<byte[]> note(String name) throws IOException {
    for (ElfSegment segment : segments) {
      if (segment.type() == ElfLayout.PT_NOTE) {
        int size = (int) Math.min(segment.inFile(), MOST_NOTES);
        byte[] bytes = fully(channel, segment.position(), size).array();
        for (ElfNotes.Note note : ElfNotes.decode(bytes).notes()) {
          if (note.name().equals(name)) {
            return Optional.of(note.descriptor());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static ByteBuffer fully(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) <= 0) {
        throw new DumpFormatException(
            FILE.toString(),
            offset + bytes.position(),
            "%d more bytes expected".formatted(bytes.remaining()));
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
