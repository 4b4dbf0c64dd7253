package org.kexshot.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

  /** Length of the type and the blanks around it, between address and name. */
  private static final int TYPE = 3;

  private final Map<String, Long> addresses;

  private KernelSymbols(Map<String, Long> addresses) {
    this.addresses = addresses;
  }

  /** Symbols that were looked up already. */
  public static KernelSymbols of(Map<String, Long> addresses) {
    return new KernelSymbols(Map.copyOf(addresses));
  }

  /** Looks up those of {@code names} that the kernel has and shows. */
  public static KernelSymbols find(Set<String> names) throws IOException {
    try (InputStream in = new FileInputStream("/proc/kallsyms")) {
      return find(names, in);
    }
  }

  /** As above, from lines such as {@code "c1000000 T _text"}. */
  static KernelSymbols find(Set<String> names, InputStream in) throws IOException {
    byte[][] wanted =
        names.stream()
            .map(name -> name.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    Map<String, Long> found = new HashMap<>();
    byte[] bytes = new byte[CHUNK];
    int length = 0;
    int count;
    while (found.size() < wanted.length
        && (count = in.read(bytes, length, bytes.length - length)) > 0) {
      length += count;
      int lineStart = 0;
      for (int i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
          look(bytes, lineStart, i, wanted, found);
          lineStart = i + 1;
        }
      }
      length -= lineStart;
      System.arraycopy(bytes, lineStart, bytes, 0, length);
    }
    return new KernelSymbols(found);
  }

  /**
   * Looks at one line from its end, where most of them already differ from what is wanted. Lines of
   * modules end in a tab and the module's name, so none of theirs is taken.
   */
  private static void look(
      byte[] bytes, int start, int end, byte[][] wanted, Map<String, Long> found) {
    for (byte[] name : wanted) {
      int at = end - name.length;
      if (at - start > TYPE && bytes[at - 1] == ' ' && endsWith(bytes, at, name)) {
        String address = new String(bytes, start, at - TYPE - start, StandardCharsets.ISO_8859_1);
        long value = Long.parseUnsignedLong(address, 16);
        if (value != 0) {
          found.putIfAbsent(new String(name, StandardCharsets.ISO_8859_1), value);
        }
      }
    }
  }

  private static boolean endsWith(byte[] bytes, int at, byte[] name) {
    for (int i = name.length - 1; i >= 0; i--) {
      if (bytes[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** Virtual address; widened without sign where the kernel has 32 bits. */
  public OptionalLong address(String name) {
    Long address = addresses.get(name);
    return address == null ? OptionalLong.empty() : OptionalLong.of(address);
  }
}
