package org.kexshot.format.lime;

import io.airlift.compress.snappy.SnappyFramedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.PhysicalMemory;

/** Writes what LiME and AVML write, for tests. */
public final class LimeFixture {
  private static final long BLOCK = 1 << 24;

  private LimeFixture() {}

  /**
   * An image of some ranges, all of which the memory must have.
   *
   * @param packed AVML's format, else LiME's
   */
  public static byte[] write(PhysicalMemory memory, boolean packed, PhysicalRange... ranges)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (PhysicalRange range : ranges) {
      ByteBuffer header = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(packed ? 0x4c4d_5641 : 0x4c69_4d45).putInt(packed ? 2 : 1);
      header.putLong(range.start()).putLong(range.end() - 1);
      file.write(header.array());
      byte[] contents = new byte[(int) (range.end() - range.start())];
      memory.read(range.start(), contents, 0, contents.length);
      if (packed) {
        writePacked(contents, file);
      } else {
        file.write(contents);
      }
    }
    return file.toByteArray();
  }

  /**
   * An image as AVML makes it: each range in blocks of 16 MiB, without those that are all zeros.
   *
   * @param packed AVML's format, else LiME's, which it writes too
   */
  public static void writeBlocks(
      PhysicalMemory memory, boolean packed, List<PhysicalRange> ranges, OutputStream file)
      throws IOException {
    for (PhysicalRange range : ranges) {
      for (long at = range.start(); at < range.end(); at += BLOCK) {
        PhysicalRange block = new PhysicalRange(at, Math.min(range.end(), at + BLOCK));
        byte[] contents = new byte[(int) block.length()];
        memory.read(at, contents, 0, contents.length);
        if (!Arrays.equals(contents, new byte[contents.length])) {
          file.write(write(memory, packed, block));
        }
      }
    }
  }

  private static void writePacked(byte[] contents, ByteArrayOutputStream file) throws IOException {
    int before = file.size();
    SnappyFramedOutputStream frames = new SnappyFramedOutputStream(file);
    frames.write(contents);
    frames.flush();
    ByteBuffer size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    file.write(size.putLong(file.size() - before).array());
  }
}
