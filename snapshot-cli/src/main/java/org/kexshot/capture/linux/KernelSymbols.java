package org.kexshot.capture.linux;

import java.io.IOException;
import java.io.InputStream;
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
  private static final int CHUNK = 1 << 16;

  private final Map<String, Long> addresses;

  private KernelSymbols(Map<String, Long> addresses) {
    this.addresses = addresses;
  }

  /** Looks up those of {@code names} that the kernel has and shows. */
  public static KernelSymbols find(Set<String> names) throws IOException {
    Map<String, Long> found = new HashMap<>();
    try (InputStream in = Files.newInputStream(Path.of("/proc/kallsyms"))) {
      byte[] bytes = new byte[CHUNK];
      int length = 0;
      int count;
      while (found.size() < names.size()
          && (count = in.read(bytes, length, bytes.length - length)) > 0) {
        length += count;
        int lineStart = 0;
        for (int i = 0; i < length; i++) {
          if (bytes[i] == '\n') {
            look(bytes, lineStart, i, names, found);
            lineStart = i + 1;
          }
        }
        length -= lineStart;
        System.arraycopy(bytes, lineStart, bytes, 0, length);
      }
    }
    return new KernelSymbols(found);
  }

  /**
   * Looks at one line, {@code "c1000000 T _text"}; lines of modules end in a tab and their name.
   */
  private static void look(
      byte[] bytes, int start, int end, Set<String> names, Map<String, Long> found) {
    int space = start;
    while (space < end && bytes[space] != ' ') {
      space++;
    }
    int nameStart = space + 3;
    for (String name : names) {
      if (end - nameStart == name.length()
          && bytes[nameStart] == name.charAt(0)
          && name.equals(
              new String(bytes, nameStart, end - nameStart, StandardCharsets.ISO_8859_1))) {
        String address = new String(bytes, start, space - start, StandardCharsets.ISO_8859_1);
        long value = Long.parseUnsignedLong(address, 16);
        if (value != 0) {
          found.putIfAbsent(name, value);
        }
      }
    }
  }

  /** Virtual address; widened without sign where the kernel has 32 bits. */
  public OptionalLong address(String name) {
    Long address = addresses.get(name);
    return address == null ? OptionalLong.empty() : OptionalLong.of(address);
  }
}
