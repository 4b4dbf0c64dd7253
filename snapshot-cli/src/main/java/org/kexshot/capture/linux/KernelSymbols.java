package org.kexshot.capture.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Addresses of a few symbols of the running kernel, from {@code /proc/kallsyms}: one pass over the
 * text, stopped when all are found. Needs root and {@code kptr_restrict} below 2.
 */
public final class KernelSymbols {
  private final Map<String, Long> addresses;

  private KernelSymbols(Map<String, Long> addresses) {
    this.addresses = addresses;
  }

  /** Looks up those of {@code names} that the kernel has and shows. */
  public static KernelSymbols find(Set<String> names) throws IOException {
    Map<String, Long> found = new HashMap<>();
    try (BufferedReader reader =
        Files.newBufferedReader(Path.of("/proc/kallsyms"), StandardCharsets.ISO_8859_1)) {
      String line;
      while (found.size() < names.size() && (line = reader.readLine()) != null) {
        int space = line.indexOf(' ');
        if (space < 0 || line.indexOf('\t') >= 0) {
          continue; // a module's symbol
        }
        String name = line.substring(space + 3);
        if (names.contains(name)) {
          long address = Long.parseUnsignedLong(line.substring(0, space), 16);
          if (address != 0) {
            found.putIfAbsent(name, address);
          }
        }
      }
    }
    return new KernelSymbols(found);
  }

  /** Virtual address; widened without sign where the kernel has 32 bits. */
  public OptionalLong address(String name) {
    Long address = addresses.get(name);
    return address == null ? OptionalLong.empty() : OptionalLong.of(address);
  }
}
