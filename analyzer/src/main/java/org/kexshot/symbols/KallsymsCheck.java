package org.kexshot.symbols;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Tells a table of kallsyms that an image holds damaged from a whole one. A length in the names
 * that is off by one gives all symbols behind it another's name, and each still looks like a
 * symbol. The table says twice where its names begin ({@code kallsyms_markers} has every 256th),
 * its addresses ascend, and VMCOREINFO tells the addresses of some symbols apart from it. What
 * disagrees is refused: a wrong address is read as something else, and nobody sees that it is.
 */
final class KallsymsCheck {
  private static final String REMEDY =
      "; no symbol of it can be trusted; name the kernel's System.map with --system-map FILE";

  /**
   * {@code VMCOREINFO_SYMBOL_ARRAY} has where it points to if it is a pointer (SPARSEMEM_EXTREME).
   */
  private static final String POINTER = "mem_section";

  private KallsymsCheck() {}

  /**
   * Names begin where the markers have them. That single markers disagree while the last one does
   * not is damage to these, since a wrong length moves all names behind it.
   *
   * @param region the names and what follows them
   * @throws SymbolException if they do not
   */
  static void requireMarkers(CompressedNames names, byte[] region, int pointerSize)
      throws SymbolException {
    int[] expected = names.markers();
    // From Linux 7 on tables are aligned to four bytes, before to a pointer's size; until 4.20
    // markers were as wide as one.
    for (int width : new int[] {Integer.BYTES, pointerSize}) {
      for (int alignment : new int[] {Integer.BYTES, pointerSize}) {
        if (fit(expected, region, align(names.end(), alignment), width)) {
          return;
        }
      }
    }
    throw new SymbolException(
        "kallsyms is damaged: its %d names, %d bytes, do not begin where kallsyms_markers has them%s"
            .formatted(names.count(), names.end(), REMEDY));
  }

  private static boolean fit(int[] expected, byte[] region, int at, int width) {
    if (at + width * expected.length > region.length) {
      return false;
    }
    ByteBuffer stored = ByteBuffer.wrap(region).order(ByteOrder.LITTLE_ENDIAN);
    int agree = 0;
    for (int i = 0; i < expected.length; i++) {
      agree += stored.getInt(at + width * i) == expected[i] ? 1 : 0;
    }
    int last = expected.length - 1;
    return stored.getInt(at + width * last) == expected[last] && 2 * agree > last;
  }

  private static int align(int value, int alignment) {
    return (value + alignment - 1) & -alignment;
  }

  /**
   * Addresses ascend, as the kernel's own search in them needs it.
   *
   * @throws SymbolException if they do not
   */
  static void requireOrder(Kallsyms table) throws SymbolException {
    long last = 0;
    for (int i = 0; i < table.count(); i++) {
      long address = table.address(i);
      if (Long.compareUnsigned(last, address) > 0) {
        throw new SymbolException(
            "kallsyms is damaged: its address %d of %d, 0x%x, lies below the one before, 0x%x%s"
                .formatted(i, table.count(), address, last, REMEDY));
      }
      last = address;
    }
  }

  /**
   * Symbols that VMCOREINFO has, too, are where that has them. One that the table does not name
   * says nothing: it may name functions only, and some names are macros of the kernel's.
   *
   * @throws SymbolException if one is not
   */
  static void requireAgreement(Kallsyms table, Vmcoreinfo vmcoreinfo) throws SymbolException {
    for (Map.Entry<String, String> line : vmcoreinfo.values().entrySet()) {
      String name = name(line.getKey());
      OptionalLong expected =
          name.isEmpty() || name.equals(POINTER) ? OptionalLong.empty() : vmcoreinfo.symbol(name);
      List<Integer> indexes = expected.isPresent() ? table.indexesOf(name) : List.of();
      if (!indexes.isEmpty()
          && indexes.stream().noneMatch(i -> table.address(i) == expected.getAsLong())) {
        throw new SymbolException(
            "kallsyms has %s at 0x%x, VMCOREINFO at 0x%x: one of both is damaged or another kernel's%s"
                .formatted(name, table.address(indexes.get(0)), expected.getAsLong(), REMEDY));
      }
    }
  }

  /** The name in {@code SYMBOL(name)}; empty if the line is of something else. */
  private static String name(String key) {
    return key.startsWith("SYMBOL(") && key.endsWith(")")
        ? key.substring("SYMBOL(".length(), key.length() - 1)
        : "";
  }
}
