package org.kexshot.linux;

import java.io.IOException;

/** How much memory the running kernel can give without swapping. */
public final class AvailableMemory {
  /** Bytes that are to be left to the system, so that a capture does not drive it to its end. */
  public static final long RESERVE = 24L << 20;

  private AvailableMemory() {}

  /** {@code MemAvailable} of {@code /proc/meminfo}, in bytes. */
  public static long bytes() throws IOException {
    return MemoryInfo.number("MemAvailable")
            .orElseThrow(
                () ->
                    new IOException(
                        "/proc/meminfo has no MemAvailable: Linux 3.14 or later is needed"))
        << 10;
  }
}
