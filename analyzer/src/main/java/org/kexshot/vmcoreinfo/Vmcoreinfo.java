package org.kexshot.vmcoreinfo;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel's VMCOREINFO: lines of {@code KEY=VALUE} by which a kernel tells dump tools its
 * symbols, structure sizes, member offsets and numbers. Source: {@code kernel/crash_core.c} and
 * {@code Documentation/admin-guide/kdump/vmcoreinfo.rst}.
 *
 * <p>A value that the kernel did not export is empty, never a default.
 */
public final class Vmcoreinfo {
  private final byte[] bytes;
  private final Map<String, String> values;

  private Vmcoreinfo(byte[] bytes, Map<String, String> values) {
    this.bytes = bytes;
    this.values = values;
  }

  /** Parses the note's descriptor; lines that are not {@code KEY=VALUE} are passed over. */
  public static Vmcoreinfo parse(byte[] descriptor) {
    Map<String, String> values = new LinkedHashMap<>();
    String text = new String(descriptor, StandardCharsets.ISO_8859_1);
    for (String line : text.replace('\0', '\n').split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return new Vmcoreinfo(descriptor.clone(), Collections.unmodifiableMap(values));
  }

  /** The descriptor's bytes as they came. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Every key and value, in the kernel's order. */
  public Map<String, String> values() {
    return values;
  }

  /** {@code OSRELEASE}, as {@code uname -r} prints it. */
  public Optional<String> osRelease() {
    return Optional.ofNullable(values.get("OSRELEASE"));
  }

  /** {@code SYMBOL(name)}: a kernel virtual address; on i386 widened without sign. */
  public OptionalLong symbol(String name) {
    return number("SYMBOL(" + name + ")", 16);
  }

  /** {@code SIZE(struct)} in bytes. */
  public OptionalLong size(String struct) {
    return number("SIZE(" + struct + ")", 10);
  }

  /** {@code OFFSET(struct.member)} in bytes. */
  public OptionalLong offset(String struct, String member) {
    return number("OFFSET(" + struct + "." + member + ")", 10);
  }

  /** {@code LENGTH(array)} in elements. */
  public OptionalLong length(String array) {
    return number("LENGTH(" + array + ")", 10);
  }

  /** {@code NUMBER(name)}; may be negative. */
  public OptionalLong constant(String name) {
    return number("NUMBER(" + name + ")", 10);
  }

  /** {@code CONFIG_name=y}. */
  public boolean config(String name) {
    return "y".equals(values.get("CONFIG_" + name));
  }

  private OptionalLong number(String key, int radix) {
    String value = values.get(key);
    if (value == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          radix == 16 ? Long.parseUnsignedLong(value, 16) : Long.parseLong(value));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
