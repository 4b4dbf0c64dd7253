package org.kexshot.kexec.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kexshot.address.PhysicalRange;

/**
 * The memory map that a boot loader gives a kernel. Source: {@code
 * arch/x86/include/uapi/asm/bootparam.h}, {@code struct boot_e820_entry}.
 */
public final class E820 {
  /** What a range is. */
  public enum Kind {
    RAM(1),
    RESERVED(2),
    ACPI(3),
    NVS(4);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  public record Entry(PhysicalRange range, Kind kind) {}

  /** Entries that boot_params have room for. */
  static final int MAXIMUM = 128;

  static final int ENTRY_SIZE = 20;

  private final List<Entry> entries;

  private E820(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * A map of these entries, put in order of their addresses. Neighbours of one kind become one.
   *
   * @throws IOException if there are more than fit
   */
  public static E820 of(List<Entry> entries) throws IOException {
    List<Entry> joined = joined(entries);
    if (joined.size() > MAXIMUM) {
      throw new IOException(
          "the memory map has %d ranges; a kernel's boot_params have room for %d"
              .formatted(joined.size(), MAXIMUM));
    }
    return new E820(List.copyOf(joined));
  }

  private static List<Entry> joined(List<Entry> entries) {
    List<Entry> joined = new ArrayList<>();
    for (Entry next :
        entries.stream().sorted(Comparator.comparingLong(e -> e.range().start())).toList()) {
      Entry last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && last.kind == next.kind && last.range.end() == next.range.start()) {
        PhysicalRange both = new PhysicalRange(last.range.start(), next.range.end());
        joined.set(joined.size() - 1, new Entry(both, last.kind));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  List<Entry> entries() {
    return entries;
  }

  /** Packed as boot_params hold them: address, size, type; 20 bytes each. */
  byte[] encode() {
    ByteBuffer bytes =
        ByteBuffer.allocate(entries.size() * ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (Entry entry : entries) {
      bytes.putLong(entry.range().start());
      bytes.putLong(entry.range().length());
      bytes.putInt(entry.kind().code);
    }
    return bytes.array();
  }
}
