package org.kexshot.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.kexshot.address.Page;

/**
 * In which page frames this process's memory lies, from {@code /proc/self/pagemap}. Source: {@code
 * Documentation/admin-guide/mm/pagemap.rst}.
 */
final class Pagemap {
  /** Stands for the frame of a page that is not there, or not shown. */
  static final long NOT_THERE = -1;

  private static final Path FILE = Path.of("/proc/self/pagemap");
  private static final long PRESENT = 1L << 63;
  private static final long FRAME = (1L << 55) - 1;

  private Pagemap() {}

  /**
   * Page frame numbers of the pages from {@code address} on; only root is told. All are {@link
   * #NOT_THERE} where the kernel was built without {@code CONFIG_PROC_PAGE_MONITOR}.
   *
   * @param address virtual, at the start of a page
   */
  static long[] frames(long address, long bytes) throws IOException {
    long[] frames = new long[(int) (bytes / Page.SIZE)];
    Arrays.fill(frames, NOT_THERE);
    ByteBuffer entries =
        ByteBuffer.allocateDirect(frames.length * Long.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel file = FileChannel.open(FILE, StandardOpenOption.READ)) {
      long start = address / Page.SIZE * Long.BYTES;
      while (entries.hasRemaining() && file.read(entries, start + entries.position()) > 0) {}
    } catch (NoSuchFileException e) {
      return frames;
    }
    entries.flip();
    for (int i = 0; entries.remaining() >= Long.BYTES; i++) {
      long entry = entries.getLong();
      if ((entry & PRESENT) != 0) {
        frames[i] = entry & FRAME;
      }
    }
    return frames;
  }
}
