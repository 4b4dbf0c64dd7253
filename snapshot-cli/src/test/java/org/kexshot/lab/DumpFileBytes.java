package org.kexshot.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.address.Page;

/**
 * The memory in a dump that QEMU wrote, read straight from the file by nothing of what is tested:
 * an ELF core whose segments hold whole page frames.
 */
final class DumpFileBytes {
  private static final int SEGMENT_OF_MEMORY = 1;
  private static final byte WIDE = 2;
  private static final int CLASS_AT = 4;

  private final Map<Long, ByteBuffer> frames = new TreeMap<>();

  private DumpFileBytes() {}

  static DumpFileBytes read(Path file) throws IOException {
    DumpFileBytes bytes = new DumpFileBytes();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, Page.SIZE).order(ByteOrder.LITTLE_ENDIAN);
      boolean wide = head.get(CLASS_AT) == WIDE;
      int at = (int) (wide ? head.getLong(32) : head.getInt(28));
      int size = head.getShort(wide ? 54 : 42);
      int count = head.getShort(wide ? 56 : 44);
      for (int i = 0; i < count; i++, at += size) {
        if (head.getInt(at) == SEGMENT_OF_MEMORY) {
          bytes.add(
              channel,
              wide ? head.getLong(at + 8) : Integer.toUnsignedLong(head.getInt(at + 4)),
              wide ? head.getLong(at + 24) : Integer.toUnsignedLong(head.getInt(at + 12)),
              wide ? head.getLong(at + 32) : Integer.toUnsignedLong(head.getInt(at + 16)));
        }
      }
    }
    return bytes;
  }

  private void add(FileChannel channel, long offset, long address, long length) throws IOException {
    if (address % Page.SIZE != 0 || length % Page.SIZE != 0) {
      throw new IOException("a segment at 0x%x holds parts of frames".formatted(address));
    }
    ByteBuffer segment = channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
    for (long at = 0; at < length; at += Page.SIZE) {
      frames.put((address + at) / Page.SIZE, segment.slice((int) at, Page.SIZE));
    }
  }

  /** How many frames are in the file. */
  int count() {
    return frames.size();
  }

  boolean isZero(long frame) {
    return frames.get(frame).mismatch(ByteBuffer.allocate(Page.SIZE)) < 0;
  }

  /** Of each frame in which two dumps of the same frames differ the number of bytes that do. */
  Map<Long, Integer> differingFrom(DumpFileBytes other) throws IOException {
    if (!frames.keySet().equals(other.frames.keySet())) {
      throw new IOException("the dumps are not of the same frames");
    }
    Map<Long, Integer> differing = new TreeMap<>();
    frames.forEach(
        (frame, page) -> {
          ByteBuffer same = other.frames.get(frame);
          if (page.mismatch(same) >= 0) {
            int bytes = 0;
            for (int i = 0; i < Page.SIZE; i++) {
              bytes += page.get(i) == same.get(i) ? 0 : 1;
            }
            differing.put(frame, bytes);
          }
        });
    return differing;
  }
}
