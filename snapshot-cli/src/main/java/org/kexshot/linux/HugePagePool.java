package org.kexshot.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The kernel's pool of huge pages of its default size. Only root may change it. Source: {@code
 * Documentation/admin-guide/mm/hugetlbpage.rst}.
 */
public final class HugePagePool {
  private static final Path COUNT = Path.of("/proc/sys/vm/nr_hugepages");

  private HugePagePool() {}

  /** Bytes of a huge page, 0 where the kernel was built without {@code CONFIG_HUGETLBFS}. */
  public static long pageSize() throws IOException {
    return MemoryInfo.number("Hugepagesize").orElse(0) << 10;
  }

  /** How many huge pages of the pool nothing uses. */
  public static int free() throws IOException {
    return (int) MemoryInfo.number("HugePages_Free").orElse(0);
  }

  /** Asks for more huge pages; how many more there are then, which may be fewer or none. */
  public static int grow(int pages) throws IOException {
    int before = size();
    set(before + pages);
    return Math.max(0, size() - before);
  }

  /** Gives huge pages back that nothing uses. */
  public static void shrink(int pages) throws IOException {
    try {
      set(Math.max(0, size() - pages));
    } catch (NoSuchFileException e) {
      // There is no pool.
    }
  }

  /**
   * How many huge pages the pool has. In one read: a setting's file has nothing beyond its start,
   * whatever was read before.
   */
  public static int size() throws IOException {
    byte[] digits = new byte[24];
    try (InputStream file = Files.newInputStream(COUNT)) {
      int length = file.read(digits);
      return Integer.parseInt(new String(digits, 0, length, StandardCharsets.US_ASCII).strip());
    }
  }

  private static void set(int count) throws IOException {
    Files.writeString(COUNT, Integer.toString(count));
  }
}
