package org.kexshot.kexec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;

/**
 * Page tables that map RAM one to one, on which purgatory runs in long mode. Those that a jumping
 * kernel brings map little of its peer's memory. Pages of 1 GiB where all of the GiB is RAM, else
 * of 2 MiB: a larger one would let the processor read ahead where devices are.
 *
 * <p>Size: one page for each 512 GiB and for each GiB in 2 MiB pages, and one or two at the top.
 */
public final class IdentityMap {
  private static final int TABLE_SIZE = 4096;
  private static final int ENTRIES = 512;
  private static final int INDEX_BITS = 9;
  private static final long MIB2 = 1L << 21;
  private static final long GIB = 1L << 30;

  /** Present, writable, accessed, dirty. */
  private static final long FLAGS = 0x63;

  private static final long LARGE_PAGE = 0x80;

  private final int levels;
  private final boolean gigabytePages;

  /** The top table first. An entry that names a table holds its distance from the first. */
  private final List<long[]> tables = new ArrayList<>();

  private IdentityMap(int levels, boolean gigabytePages) {
    this.levels = levels;
    this.gigabytePages = gigabytePages;
  }

  /**
   * A map of {@code ram}.
   *
   * @param levels of tables, 4 or 5, as the processor walks them (CR4.LA57); 0 where the jump is
   *     made with paging off, and then there are no tables
   * @param gigabytePages whether the processor has pages of 1 GiB
   */
  public static IdentityMap of(List<PhysicalRange> ram, int levels, boolean gigabytePages) {
    IdentityMap map = new IdentityMap(levels, gigabytePages);
    if (levels > 0) {
      map.tables.add(new long[ENTRIES]);
      ram.forEach(map::add);
    }
    return map;
  }

  private void add(PhysicalRange range) {
    long address = range.start() & -MIB2;
    while (address < range.end()) {
      boolean wholeGib =
          gigabytePages && (address & (GIB - 1)) == 0 && range.end() - address >= GIB;
      long size = wholeGib ? GIB : MIB2;
      addPage(address, size);
      address += size;
    }
  }

  private void addPage(long address, long size) {
    long[] table = tables.get(0);
    int shift = Page.SHIFT + INDEX_BITS * (levels - 1);
    for (; 1L << shift > size; shift -= INDEX_BITS) {
      table = tableBelow(table, index(address, shift));
    }
    table[index(address, shift)] = address | LARGE_PAGE | FLAGS;
  }

  private long[] tableBelow(long[] table, int index) {
    if (table[index] == 0) {
      table[index] = (long) tables.size() * TABLE_SIZE | FLAGS;
      tables.add(new long[ENTRIES]);
    }
    return tables.get((int) (table[index] / TABLE_SIZE));
  }

  private static int index(long address, int shift) {
    return (int) (address >>> shift) & (ENTRIES - 1);
  }

  /** Length of {@link #encode} in bytes. */
  public int size() {
    return tables.size() * TABLE_SIZE;
  }

  /**
   * The tables, to be placed at {@code address}, which is then that of the top table.
   *
   * @param address physical, a multiple of 4096
   */
  public byte[] encode(long address) {
    ByteBuffer bytes = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
    for (long[] table : tables) {
      for (long entry : table) {
        boolean namesTable = entry != 0 && (entry & LARGE_PAGE) == 0;
        bytes.putLong(namesTable ? entry + address : entry);
      }
    }
    return bytes.array();
  }
}
