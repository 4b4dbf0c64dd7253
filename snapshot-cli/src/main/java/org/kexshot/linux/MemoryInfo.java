package org.kexshot.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What {@code /proc/meminfo} says; see {@code proc(5)}. */
final class MemoryInfo {
  private static final Path FILE = Path.of("/proc/meminfo");

  private MemoryInfo() {}

  /**
   * One of its numbers, as it stands there: in KiB or, of huge pages, a count.
   *
   * @return empty where this kernel tells no such number
   */
  static OptionalLong number(String name) throws IOException {
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith(name + ":")) {
        return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")));
      }
    }
    return OptionalLong.empty();
  }
}
