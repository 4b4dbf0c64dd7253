package org.kexshot.linux;

import java.io.IOException;
import org.kexshot.address.Page;

/** How much memory the running kernel uses, and roughly for what, by {@code /proc/meminfo}. */
public final class MemoryInUse {
  private MemoryInUse() {}

  /**
   * Pages in use. Huge pages are none of them, for who has them is not told.
   *
   * @param cache whether those of file cache and shared memory count
   * @param processes whether those of processes count
   */
  public static long pages(boolean cache, boolean processes) throws IOException {
    long used =
        kibibytes("MemTotal")
            - kibibytes("MemFree")
            - kibibytes("HugePages_Total") * kibibytes("Hugepagesize");
    if (!cache) {
      used -= kibibytes("Cached") + kibibytes("Buffers") + kibibytes("SwapCached");
    }
    if (!processes) {
      used -= kibibytes("AnonPages");
    }
    return Math.max(0, used) * 1024 / Page.SIZE;
  }

  /** A kernel that does not tell a number has nothing of that kind. */
  private static long kibibytes(String name) throws IOException {
    return MemoryInfo.number(name).orElse(0);
  }
}
