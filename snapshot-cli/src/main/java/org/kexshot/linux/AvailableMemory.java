package org.kexshot.linux;

import java.io.IOException;
import java.util.Optional;

/**
 * How much memory the running kernel has to give.
 *
 * @param available bytes that it can give without swapping, by {@code MemAvailable}
 * @param total bytes that it has in all, by {@code MemTotal}
 */
public record AvailableMemory(long available, long total) {
  /** Bytes that are to be left to the system, so that a capture does not drive it to its end. */
  public static final long RESERVE = 24L << 20;

  /** Reads {@code /proc/meminfo}. */
  public static AvailableMemory read() throws IOException {
    return new AvailableMemory(number("MemAvailable"), number("MemTotal"));
  }

  private static long number(String name) throws IOException {
    return MemoryInfo.number(name)
            .orElseThrow(
                () ->
                    new IOException(
                        "/proc/meminfo has no %s: Linux 3.14 or later is needed".formatted(name)))
        << 10;
  }

  /**
   * What stands against taking so many bytes beside the reserve, in words that end a sentence:
   * either how much to free, or that the machine is too small whatever is freed. Empty if they are
   * there.
   */
  public Optional<String> shortage(long needed) {
    long missing = needed + RESERVE - available;
    if (missing <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        missing <= total - available
            ? "free %d MiB".formatted((missing + (1 << 20) - 1) >> 20)
            : "this machine has %d MiB in all, too few whatever is freed".formatted(total >> 20));
  }
}
