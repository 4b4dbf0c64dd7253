package org.kexshot.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.format.DumpFormatException;
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
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int MOST_NOTES = 1 << 20;

  /** {@code p_paddr} of what is not mapped directly. */
  private static final long NO_ADDRESS = -1;

  private record Segment(int type, long offset, long address, long physical, long size) {}

  private final FileChannel channel;
  private final Architecture architecture;
  private final List<Segment> segments;

  private KernelCore(FileChannel channel, Architecture architecture, List<Segment> segments) {
    this.channel = channel;
    this.architecture = architecture;
    this.segments = segments;
  }

  public static KernelCore open() throws IOException {
    FileChannel channel = FileChannel.open(FILE, StandardOpenOption.READ);
    try {
      ByteBuffer head = fully(channel, 0, 64);
      if (head.getInt(0) != 0x464c457f) {
        throw new DumpFormatException(FILE.toString(), 0, "no ELF header");
      }
      boolean wide = head.get(4) == 2;
      long table = wide ? head.getLong(32) : Integer.toUnsignedLong(head.getInt(28));
      int count = Short.toUnsignedInt(head.getShort(wide ? 56 : 44));
      int size = wide ? 56 : 32;
      ByteBuffer headers = fully(channel, table, count * size);
      List<Segment> segments = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ByteBuffer h = headers.slice(i * size, size).order(ByteOrder.LITTLE_ENDIAN);
        segments.add(
            wide
                ? new Segment(
                    h.getInt(0), h.getLong(8), h.getLong(16), h.getLong(24), h.getLong(32))
                : new Segment(
                    h.getInt(0),
                    Integer.toUnsignedLong(h.getInt(4)),
                    Integer.toUnsignedLong(h.getInt(8)),
                    h.getInt(12) == -1 ? NO_ADDRESS : Integer.toUnsignedLong(h.getInt(12)),
                    Integer.toUnsignedLong(h.getInt(16))));
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
    for (Segment segment : segments) {
      long within = address - segment.address;
      if (segment.type == PT_LOAD
          && Long.compareUnsigned(within, segment.size) < 0
          && length <= segment.size - within) {
        fully(channel, segment.offset + within, length).get(into, offset, length);
        return;
      }
    }
    throw new MemoryFault("kernel virtual", address, PageState.NOT_RAM, "in no segment of " + FILE);
  }

  /**
   * The kernel virtual address under which {@code length} bytes of physical memory are mapped
   * directly; empty for what the kernel maps only when it needs it (high memory of i386).
   */
  public OptionalLong directAddress(long physical, int length) {
    for (Segment segment : segments) {
      long within = physical - segment.physical;
      if (segment.type == PT_LOAD
          && segment.physical != NO_ADDRESS
          && Long.compareUnsigned(within, segment.size) < 0
          && length <= segment.size - within) {
        return OptionalLong.of(segment.address + within);
      }
    }
    return OptionalLong.empty();
  }

  /** The descriptor of the note of that name. */
  public Optional<byte[]> note(String name) throws IOException {
    for (Segment segment : segments) {
      if (segment.type == PT_NOTE) {
        ByteBuffer notes = fully(channel, segment.offset, (int) Math.min(segment.size, MOST_NOTES));
        while (notes.remaining() >= 12) {
          int nameSize = notes.getInt();
          int size = notes.getInt();
          notes.getInt();
          int padded = nameSize + 3 & ~3;
          if (nameSize < 0 || size < 0 || padded > notes.remaining() - (size + 3 & ~3)) {
            break;
          }
          byte[] found = new byte[padded];
          notes.get(found);
          byte[] descriptor = new byte[size];
          notes.get(descriptor);
          notes.position(Math.min(notes.limit(), notes.position() + (-size & 3)));
          if (nameSize == name.length() + 1
              && name.equals(new String(found, 0, nameSize - 1, StandardCharsets.ISO_8859_1))) {
            return Optional.of(descriptor);
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
