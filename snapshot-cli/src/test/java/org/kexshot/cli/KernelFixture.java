package org.kexshot.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A raw image of 4 MiB with as much of an i386 kernel as filtering and translating takes: page
 * tables that map it at 0xc0000000, VMCOREINFO, its own name, and page descriptors of every kind.
 */
public final class KernelFixture {
  static final int FRAMES = 1024;
  public static final long BASE = 0xc000_0000L;

  /** Where 64 bytes of 0x5a lie, and nothing but zeros behind them in the page. */
  public static final long PATTERN = 0x80_000;

  private static final int PAGE = 4096;
  static final int TABLE = 0x1000;
  private static final int NAME = 0x2000;
  static final int VMCOREINFO = 0x3000;
  private static final int MAP_POINTER = 0x4000;
  private static final int MAP = 0x10_0000;
  private static final int DESCRIPTOR = 32;

  private static final int LRU = 1 << 4;
  private static final int PRIVATE = 1 << 13;
  private static final int HWPOISON = 1 << 22;
  private static final int BUDDY = -129;
  private static final int ANONYMOUS = 1;

  private final ByteBuffer memory =
      ByteBuffer.allocate(FRAMES * PAGE).order(ByteOrder.LITTLE_ENDIAN);

  private KernelFixture() {
    fillPages();
    memory.putInt(TABLE + 768 * 4, 0x1e3);
    memory.put(NAME, padded("Linux", "fixture", "6.1.0-fixture", "#1", "i686", "(none)"));
    memory.putInt(MAP_POINTER, (int) BASE + MAP);
    byte[] note = note().getBytes(StandardCharsets.US_ASCII);
    memory.put(VMCOREINFO, new byte[PAGE]).put(VMCOREINFO, note);
    describeAll();
    memory.put((int) PATTERN, new byte[PAGE]);
    for (int i = 0; i < 64; i++) {
      memory.put((int) PATTERN + i, (byte) 0x5a);
    }
  }

  /**
   * Frames from 600 on: zero, alike and random ones by turns. The page tables are zero elsewhere.
   */
  private void fillPages() {
    Random random = new Random(1);
    byte[] page = new byte[PAGE];
    for (int pfn = 600; pfn < FRAMES; pfn++) {
      if (pfn % 3 == 1) {
        memory.putInt(pfn * PAGE + 8, pfn);
      } else if (pfn % 3 == 2) {
        random.nextBytes(page);
        memory.put(pfn * PAGE, page);
      }
    }
  }

  private static byte[] padded(String... fields) {
    ByteBuffer name = ByteBuffer.allocate(6 * 65);
    for (int i = 0; i < fields.length; i++) {
      name.put(i * 65, fields[i].getBytes(StandardCharsets.US_ASCII));
    }
    return name.array();
  }

  private void describeAll() {
    for (int pfn = 0; pfn < FRAMES; pfn++) {
      int kind = pfn < 600 ? 0 : (pfn - 600) / 64;
      switch (kind) {
        case 1 -> describe(pfn, LRU, 0, 0x1000);
        case 2 -> describe(pfn, LRU | PRIVATE, 0, 0x1000);
        case 3 -> describe(pfn, LRU, 0, 0x1000 | ANONYMOUS);
        case 4 -> describe(pfn, 0, pfn % 8 == 0 ? BUDDY : -1, 0);
        case 5 -> describe(pfn, pfn % 5 == 0 ? HWPOISON : 0, -1, 0);
        default -> describe(pfn, 0, -1, 0);
      }
    }
  }

  private void describe(int pfn, int flags, int mapcount, int mapping) {
    int at = MAP + pfn * DESCRIPTOR;
    memory.putInt(at, flags).putInt(at + 12, mapping).putInt(at + 20, 3).putInt(at + 24, mapcount);
  }

  private static String note() {
    return "OSRELEASE=6.1.0-fixture\nPAGESIZE=4096\n"
        + "SYMBOL(_stext)=c0000000\nSYMBOL(swapper_pg_dir)=c0001000\nSYMBOL(init_uts_ns)=c0002000\n"
        + "OFFSET(uts_namespace.name)=0\nSYMBOL(mem_map)=c0004000\n"
        + "SIZE(page)=32\nOFFSET(page.flags)=0\nOFFSET(page.compound_head)=4\n"
        + "OFFSET(page.mapping)=12\nOFFSET(page.private)=20\nOFFSET(page._mapcount)=24\n"
        + "LENGTH(zone.free_area)=11\nNUMBER(PG_lru)=4\nNUMBER(PG_private)=13\n"
        + "NUMBER(PG_swapcache)=10\nNUMBER(PG_swapbacked)=19\nNUMBER(PG_slab)=9\n"
        + "NUMBER(PG_hwpoison)=22\nNUMBER(PG_head_mask)=65536\n"
        + "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=-129\n";
  }

  /** Writes the image, and beside it its map with the ending {@code .map}. */
  public static void write(Path file) throws IOException {
    Files.write(file, new KernelFixture().memory.array());
    Files.writeString(map(file), "00000000-003fffff : System RAM\n");
  }

  public static Path map(Path file) {
    return file.resolveSibling(file.getFileName() + ".map");
  }
}
