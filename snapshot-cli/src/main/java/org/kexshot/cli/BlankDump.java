package org.kexshot.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.kexshot.address.Page;

/** A small dump of a machine without a kernel: an ELF core file of some pages of noise. */
final class BlankDump {
  private static final int PAGES = 64;
  private static final int HEADER_SIZE = 64;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final short CORE = 4;
  private static final short X86_64 = 62;
  private static final int LOAD = 1;
  private static final int READABLE = 4;
  private static final long ADDRESS = 1 << 20;

  private BlankDump() {}

  static void write(Path file) throws IOException {
    long size = (long) PAGES * Page.SIZE;
    byte[] content = new byte[Page.SIZE + PAGES * Page.SIZE];
    new Random(PAGES).nextBytes(content);
    ByteBuffer head = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    head.put(new byte[Page.SIZE]).rewind();
    head.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    head.putShort(CORE).putShort(X86_64).putInt(1);
    head.putLong(0).putLong(HEADER_SIZE).putLong(0).putInt(0);
    head.putShort((short) HEADER_SIZE).putShort((short) PROGRAM_HEADER_SIZE).putShort((short) 1);
    head.position(HEADER_SIZE);
    head.putInt(LOAD).putInt(READABLE).putLong(Page.SIZE).putLong(ADDRESS).putLong(ADDRESS);
    head.putLong(size).putLong(size).putLong(Page.SIZE);
    Files.write(file, content);
  }
}
