package org.kexshot.index.schema;

import java.util.Map;
import java.util.TreeMap;

/** Short names of fields, and the names that other tools have for them. */
public final class FieldAliases {
  private static final Map<String, String> NAMES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("argv", "arguments"),
              Map.entry("args", "arguments"),
              Map.entry("cmd", "command"),
              Map.entry("cmdline", "command"),
              Map.entry("comm", "name"),
              Map.entry("proto", "protocol"),
              Map.entry("perms", "permissions"),
              Map.entry("parent", "ppid"),
              Map.entry("firstSeen", "first_seen"),
              Map.entry("lastSeen", "last_seen"),
              Map.entry("message", "text"),
              Map.entry("hwaddr", "hardwareAddress"),
              Map.entry("mac", "hardwareAddress")));

  private FieldAliases() {}

  /** The field that a name stands for: another one's, or its own. */
  public static String field(String name) {
    return NAMES.getOrDefault(name, name);
  }

  /** All short names with the fields that they stand for. */
  public static Map<String, String> all() {
    return Map.copyOf(NAMES);
  }
}
