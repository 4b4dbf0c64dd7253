package org.kexshot.filter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A kernel of which only the page descriptors are made, with VMCOREINFO to find them. Its virtual
 * memory is physical memory from a base on. Frame numbers that have descriptors begin at 0; the
 * descriptors lie from {@link #MAP} on.
 */
final class SyntheticKernel {
  /** How the descriptors are laid out. */
  enum Model {
    FLAT_I386(4),
    SPARSE_I386(4),
    SPARSE_EXTREME_X86_64(8);

    final int word;

    Model(int word) {
      this.word = word;
    }
  }

  static final int LRU = 4;
  static final int SLAB = 9;
  static final int PRIVATE = 13;
  static final int HEAD = 16;
  static final int SWAPCACHE = 10;
  static final int SWAPBACKED = 19;
  static final int HWPOISON = 22;
  static final int BUDDY_MAPCOUNT = -129;
  static final int OFFLINE_MAPCOUNT = -257;
  static final int HUGETLB_DESTRUCTOR = 2;

  /** Physical address of the descriptors, and of what leads to them just below. */
  static final long MAP = 8 << 20;

  private static final long SYMBOLS = MAP - 0x10000;
  private static final long SECTIONS = MAP - 0x8000;
  private static final int SECTION_BITS = 26;
  private static final int SECTION_SIZE = 16;

  final Model model;
  final FakePhysicalMemory memory;
  final long frames;
  private final long base;

  /** The member's name whose bit 0 tells tails; {@code compound_info} since Linux 7.3. */
  String headName = "compound_head";

  SyntheticKernel(Model model, long frames) {
    this.model = model;
    this.frames = frames;
    this.memory = new FakePhysicalMemory(frames << 12);
    this.base = model.word == 4 ? 0xc000_0000L : 0xffff_8880_0000_0000L;
    for (long pfn = 0; pfn < frames; pfn++) {
      memory.addZeros(pfn);
      describe(pfn, 0, -1, 0, 0, 0);
    }
    writeMap();
  }

  private void writeMap() {
    if (model == Model.FLAT_I386) {
      memory.writeNumber(SYMBOLS, base + MAP, 4);
      return;
    }
    int perSection = 1 << SECTION_BITS - 12;
    boolean extreme = model == Model.SPARSE_EXTREME_X86_64;
    if (extreme) {
      memory.writeNumber(SYMBOLS, base + SECTIONS, 8);
    }
    for (int section = 0; section * (long) perSection < frames; section++) {
      long coded = base + MAP + 1 + 2 + 4;
      memory.writeNumber(SECTIONS + section * SECTION_SIZE, coded, model.word);
    }
  }

  /** Size of a descriptor. */
  int size() {
    return model.word * 8;
  }

  /** Writes a descriptor. */
  void describe(
      long pfn, long flags, int mapcount, long mapping, long privateData, long compoundHead) {
    long at = MAP + pfn * size();
    int word = model.word;
    memory.writeNumber(at, flags, word);
    memory.writeNumber(at + word, compoundHead, word);
    memory.writeNumber(at + 3L * word, mapping, word);
    memory.writeNumber(at + 5L * word, privateData, word);
    memory.writeNumber(at + 6L * word, mapcount, 4);
  }

  /** Writes a head and its tails; the second descriptor says order and destructor. */
  void describeCompound(long pfn, int order, long flags, long mapping, int destructor) {
    describe(pfn, flags | 1L << HEAD, -1, mapping, 0, 0);
    for (long tail = pfn + 1; tail < pfn + (1L << order); tail++) {
      describe(tail, 0, -1, 0, 0, base + MAP + pfn * size() + 1);
    }
    long second = MAP + (pfn + 1) * size() + 2L * model.word;
    memory.writeNumber(second, destructor, 1);
    memory.writeNumber(second + 1, order, 1);
  }

  Vmcoreinfo vmcoreinfo() {
    int word = model.word;
    String place =
        switch (model) {
          case FLAT_I386 -> "SYMBOL(mem_map)=%x\n".formatted(base + SYMBOLS);
          case SPARSE_I386 ->
              // Without CONFIG_NUMA there is this variable too, and it stays null.
              "SYMBOL(mem_map)=%x\n".formatted(base + SYMBOLS)
                  + sections(SECTIONS, 1 << 32 - SECTION_BITS);
          case SPARSE_EXTREME_X86_64 -> sections(SYMBOLS, 4096);
        };
    String text =
        place
            + "SIZE(page)=%d\nOFFSET(page.flags)=0\n".formatted(size())
            + "OFFSET(page.%s)=%d\n".formatted(headName, word)
            + "OFFSET(page.compound_dtor)=%d\n".formatted(2 * word)
            + "OFFSET(page.compound_order)=%d\n".formatted(2 * word + 1)
            + "OFFSET(page.mapping)=%d\n".formatted(3 * word)
            + "OFFSET(page.private)=%d\n".formatted(5 * word)
            + "OFFSET(page._mapcount)=%d\n".formatted(6 * word)
            + "LENGTH(zone.free_area)=11\n"
            + "NUMBER(PG_lru)=%d\nNUMBER(PG_private)=%d\n".formatted(LRU, PRIVATE)
            + "NUMBER(PG_swapcache)=%d\n".formatted(SWAPCACHE)
            + "NUMBER(PG_swapbacked)=%d\nNUMBER(PG_slab)=%d\n".formatted(SWAPBACKED, SLAB)
            + "NUMBER(PG_hwpoison)=%d\n".formatted(HWPOISON)
            + "NUMBER(PG_head_mask)=%d\n".formatted(1 << HEAD)
            + "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=%d\n".formatted(BUDDY_MAPCOUNT)
            + "NUMBER(PAGE_OFFLINE_MAPCOUNT_VALUE)=%d\n".formatted(OFFLINE_MAPCOUNT)
            + "NUMBER(HUGETLB_PAGE_DTOR)=%d\n".formatted(HUGETLB_DESTRUCTOR);
    return Vmcoreinfo.parse(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String sections(long at, int roots) {
    int physicalBits = model.word == 4 ? 32 : 46;
    return "SYMBOL(mem_section)=%x\nLENGTH(mem_section)=%d\n".formatted(base + at, roots)
        + "SIZE(mem_section)=%d\nOFFSET(mem_section.section_mem_map)=0\n".formatted(SECTION_SIZE)
        + "NUMBER(SECTION_SIZE_BITS)=%d\n".formatted(SECTION_BITS)
        + "NUMBER(MAX_PHYSMEM_BITS)=%d\n".formatted(physicalBits);
  }

  /** The direct map. */
  VirtualMemory kernel() {
    return new VirtualMemory() {
      @Override
      public void read(long address, byte[] into, int offset, int length) throws IOException {
        long physical = address - base;
        if (physical < 0 || physical + length > frames << 12) {
          throw new MemoryFault("kernel virtual", address, PageState.NOT_RAM, "not mapped");
        }
        try {
          memory.read(physical, into, offset, length);
        } catch (MemoryFault fault) {
          throw new MemoryFault(
              "kernel virtual", fault.address() + base, fault.state(), fault.getMessage());
        }
      }

      @Override
      public int pointerSize() {
        return model.word;
      }
    };
  }

  /** Decides for several levels in one pass. */
  List<PageSelection> select(List<Integer> levels, int threads) throws IOException {
    return PageFilter.select(
        memory,
        memory.presentFrames(),
        kernel(),
        vmcoreinfo(),
        levels.stream().map(DumpLevel::new).toList(),
        threads);
  }

  PageSelection select(int level) throws IOException {
    return PageFilter.select(memory, kernel(), vmcoreinfo(), new DumpLevel(level));
  }
}
