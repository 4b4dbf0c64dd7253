package org.kexshot.capture.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.DescriptorChecks;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.kexec.BareMachine;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.paging.PagingForm;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Memory of a machine as the program in physical mode may find it: page descriptors of every kind
 * at random, random pages, some of zeros, and the page tables of a process whose area lies
 * scattered over frames. What is right is what {@link PageFilter} says of the same bytes.
 */
final class RandomMachine {
  static final int FRAMES = 16384;

  private static final int FIRST = (int) (BareMachine.FIRST >>> 12);
  private static final int LAST = (int) (BareMachine.LAST >>> 12);
  private static final int PROGRAM = 4 << 20;
  private static final int MAP = 5 << 20;
  private static final int TABLES = 6 << 20;
  private static final int MAP_POINTER = 7 << 20;
  private static final int GDT_DESCRIPTOR = MAP_POINTER + 64;
  private static final int NO_DESCRIPTORS = 9001;
  private static final int NO_DESCRIPTORS_END = 9010;
  private static final int USABLE = 8 << 20 >>> 12;
  private static final long AREA = 0x1040_3000L;
  private static final long NEST = 0x2000_0000L;

  private static final int LRU = 4;
  private static final int SLAB = 9;
  private static final int SWAP_CACHE = 10;
  private static final int PRIVATE = 13;
  private static final int HEAD = 16;
  private static final int SWAP_BACKED = 19;
  private static final int HWPOISON = 22;
  private static final int HUGETLB_FLAG = 8;
  private static final int BUDDY = -129;
  private static final int OFFLINE = -257;
  private static final int UNACCEPTED = -1025;
  private static final int SLAB_TYPE = -2049;
  private static final int HUGETLB_TYPE = -513;
  private static final int HUGETLB_DESTRUCTOR = 2;
  private static final int[] MAPCOUNTS = {-1, -1, 0, 3, BUDDY, OFFLINE, SLAB_TYPE};
  private static final int[] FLAGS = {LRU, LRU, SLAB, SWAP_CACHE, PRIVATE, SWAP_BACKED, HWPOISON};

  private final Random random;
  private final ByteBuffer memory;
  private final PagingForm form;
  private final int word;
  private final int size;
  private final Vmcoreinfo vmcoreinfo;
  private int bufferPages;
  private final PfnSet own = new PfnSet(FRAMES);
  private final List<Integer> areaFrames = new ArrayList<>();
  private final SnapshotProgram program;
  private int freeTable = TABLES;

  /**
   * Lays memory out.
   *
   * @param memory of the machine
   */
  RandomMachine(ByteBuffer memory, PagingForm form, long seed) throws IOException {
    this.random = new Random(seed);
    this.memory = memory;
    this.form = form;
    this.word = architecture().pointerSize();
    this.size = 8 * word;
    this.vmcoreinfo = Vmcoreinfo.parse(description().getBytes(StandardCharsets.US_ASCII));
    fillPages();
    describeFrames();
    placeArea();
    this.program =
        SnapshotProgram.load(
            architecture(),
            form,
            List.of(
                extent(FIRST, 3000),
                extent(3000, NO_DESCRIPTORS), // one that ends within a block
                new DescriptorExtent(NO_DESCRIPTORS, NO_DESCRIPTORS_END, 0),
                extent(NO_DESCRIPTORS_END, LAST)));
  }

  private DescriptorExtent extent(int start, int end) {
    return new DescriptorExtent(start, end, MAP + (long) start * size);
  }

  Architecture architecture() {
    return form.levels() > 3 ? Architecture.X86_64 : Architecture.I386;
  }

  private String description() {
    StringBuilder text = new StringBuilder();
    text.append("SYMBOL(mem_map)=%x\nSIZE(page)=%d\n".formatted(MAP_POINTER, size));
    text.append("OFFSET(page.flags)=0\nOFFSET(page.compound_head)=%d\n".formatted(word));
    text.append("OFFSET(page.mapping)=%d\n".formatted(3 * word));
    text.append("OFFSET(page.private)=%d\n".formatted(5 * word));
    text.append("OFFSET(page._mapcount)=%d\nLENGTH(zone.free_area)=11\n".formatted(6 * word));
    text.append("NUMBER(PG_lru)=%d\nNUMBER(PG_private)=%d\n".formatted(LRU, PRIVATE));
    text.append("NUMBER(PG_swapcache)=%d\nNUMBER(PG_slab)=%d\n".formatted(SWAP_CACHE, SLAB));
    text.append("NUMBER(PG_hwpoison)=%d\n".formatted(HWPOISON));
    text.append("NUMBER(PG_head_mask)=%d\n".formatted(1 << HEAD));
    text.append("NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=%d\n".formatted(BUDDY));
    maybe(text, "NUMBER(PG_swapbacked)=" + SWAP_BACKED);
    maybe(text, "NUMBER(PAGE_OFFLINE_MAPCOUNT_VALUE)=" + OFFLINE);
    maybe(text, "NUMBER(PAGE_UNACCEPTED_MAPCOUNT_VALUE)=" + UNACCEPTED);
    maybe(text, "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)=" + SLAB_TYPE);
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 -> {
        text.append("OFFSET(page.compound_dtor)=%d\n".formatted(2 * word));
        text.append("OFFSET(page.compound_order)=%d\n".formatted(2 * word + 1));
        text.append("NUMBER(HUGETLB_PAGE_DTOR)=%d\n".formatted(HUGETLB_DESTRUCTOR));
      }
      case 2 -> text.append("NUMBER(PG_hugetlb)=%d\n".formatted(HUGETLB_FLAG));
      default -> text.append("NUMBER(PAGE_HUGETLB_MAPCOUNT_VALUE)=%d\n".formatted(HUGETLB_TYPE));
    }
    return text.toString();
  }

  private void maybe(StringBuilder text, String line) {
    if (random.nextBoolean()) {
      text.append(line).append('\n');
    }
  }

  private void fillPages() {
    byte[] page = new byte[4096];
    for (int pfn = USABLE; pfn < LAST; pfn++) {
      switch (random.nextInt(4)) {
        case 0 -> {} // zeros
        case 1 -> memory.put((pfn << 12) + 4095, (byte) 1); // zeros but for the last byte
        default -> {
          random.nextBytes(page);
          memory.put(pfn << 12, page);
        }
      }
    }
    memory.putLong(MAP_POINTER, MAP);
  }

  private void describeFrames() {
    int pfn = 0;
    while (pfn < FRAMES) {
      int order = 1 + random.nextInt(1 + random.nextInt(1 + random.nextInt(10)));
      boolean aligned = (pfn & (1 << order) - 1) == 0 && pfn + (1 << order) <= FRAMES;
      int choice = random.nextInt(8);
      if (random.nextInt(1000) == 0) {
        choice = UNACCEPTED;
      }
      if (choice == 0 && aligned) {
        describe(pfn, 0, BUDDY, 0, order, 0);
        pfn += 1 << order;
      } else if (choice == 1 && aligned) {
        describeCompound(pfn, order);
        pfn += 1 << order;
      } else if (choice < 4) {
        describe(pfn, 0, choice < 0 ? choice : -1, 0, 0, 0);
        pfn++;
      } else {
        describe(
            pfn,
            flags(),
            MAPCOUNTS[random.nextInt(MAPCOUNTS.length)],
            mapping(),
            random.nextInt(200) == 0 ? random.nextInt(13) : random.nextInt(3),
            0);
        pfn++;
      }
    }
    // What the program cannot know at an extent's end, the filter is not to know either.
    for (int plain : new int[] {2999, 8998, 8999, 9000}) {
      describe(plain, 0, -1, 0, 0, 0);
    }
    for (int plain = FIRST; plain < USABLE; plain++) { // the program's, among others
      describe(plain, 0, -1, 0, 0, 0);
    }
    for (int plain = NO_DESCRIPTORS; plain < NO_DESCRIPTORS_END; plain++) {
      describe(plain, 0, -1, 0, 0, 0);
    }
  }

  private void describeCompound(int pfn, int order) {
    boolean hugetlbType = random.nextInt(4) == 0;
    describe(pfn, flags() | 1L << HEAD, hugetlbType ? HUGETLB_TYPE : -1, mapping(), 0, 0);
    for (int tail = pfn + 1; tail < pfn + (1 << order); tail++) {
      describe(tail, 0, -1, 0, 0, MAP + (long) pfn * size + 1);
    }
    int second = MAP + (pfn + 1) * size;
    memory.putInt(second, order | (random.nextInt(3) == 0 ? 1 << HUGETLB_FLAG : 0));
    memory.put(second + 2 * word, (byte) random.nextInt(4));
    memory.put(second + 2 * word + 1, (byte) order);
  }

  private long flags() {
    long flags = 0;
    for (int i = random.nextInt(4); i > 0; i--) {
      flags |= 1L << FLAGS[random.nextInt(FLAGS.length)];
    }
    return flags;
  }

  private long mapping() {
    return random.nextInt(3) == 0 ? 0 : 0x1000 + random.nextInt(2);
  }

  private void describe(
      int pfn, long flags, int mapcount, long mapping, long privateData, long compoundHead) {
    int at = MAP + pfn * size;
    putWord(at, flags);
    putWord(at + word, compoundHead);
    putWord(at + 3 * word, mapping);
    putWord(at + 5 * word, privateData);
    memory.putInt(at + 6 * word, mapcount);
  }

  private void putWord(int at, long value) {
    if (word == 4) {
      memory.putInt(at, (int) value);
    } else {
      memory.putLong(at, value);
    }
  }

  /** Chooses frames for the area and maps them; no memory of a process is in a free block. */
  private void placeArea() throws IOException {
    PfnSet inUse = select(new DumpLevel(16), ram()).kept();
    List<Integer> frames = new ArrayList<>();
    for (int pfn = USABLE; pfn < LAST; pfn++) {
      if (inUse.contains(pfn)) {
        frames.add(pfn);
      }
    }
    Collections.shuffle(frames, random);
    bufferPages = frames.size() / 2;
    int root = newTable();
    for (int i = 0; i < 4 + bufferPages; i++) {
      int pfn = frames.get(i);
      areaFrames.add(pfn);
      own.add(pfn);
      map(root, AREA + ((long) i << 12), (long) pfn << 12);
      for (int at = 0; i < 4 && at < 4096; at += 8) {
        memory.putLong((pfn << 12) + at, 0);
      }
    }
    for (int page = 0; page < 4; page++) {
      own.add((PROGRAM >>> 12) + page);
      map(root, NEST + ((long) page << 12), PROGRAM + ((long) page << 12));
    }
  }

  private int newTable() {
    int table = freeTable;
    freeTable += 4096;
    return table;
  }

  private void map(int root, long virtual, long physical) {
    int table = root;
    for (int level = form.levels() - 1; level > 0; level--) {
      int at = table + form.index(level, virtual) * form.entryBytes();
      if (memory.getInt(at) == 0) {
        putEntry(at, newTable() | 1);
      }
      table = memory.getInt(at) & -4096;
    }
    putEntry(table + form.index(0, virtual) * form.entryBytes(), physical | 0x67);
  }

  private void putEntry(int at, long entry) {
    memory.putInt(at, (int) entry);
    if (form.entryBytes() == 8) {
      memory.putInt(at + 4, (entry & 0x40) == 0 ? 0 : 1 << 31); // NX, on leaves
    }
  }

  /** Takes a page of the area away, as if it were being moved. */
  void unmap(int page) {
    long virtual = AREA + ((long) page << 12);
    int table = TABLES;
    for (int level = form.levels() - 1; level > 0; level--) {
      table = memory.getInt(table + form.index(level, virtual) * form.entryBytes()) & -4096;
    }
    memory.putInt(table + form.index(0, virtual) * form.entryBytes(), 0x1234_5600);
  }

  /** Pages that the buffer has room for. */
  int bufferPages() {
    return bufferPages;
  }

  /** Virtual address of a page of the area. */
  long areaPage(int page) {
    return AREA + ((long) page << 12);
  }

  static long nest() {
    return NEST;
  }

  /** Writes the program with its parameters; its entry. */
  long load(DumpLevel level, long request, long nestPhysical) throws IOException {
    Map<String, Long> parameters = new HashMap<>();
    parameters.put("request", request);
    parameters.put("a_gdt_source", (long) GDT_DESCRIPTOR);
    parameters.put("root", (long) TABLES);
    parameters.put("area_start", AREA);
    parameters.put("area_end", AREA + (4L + bufferPages << 12));
    parameters.put("results_page", AREA);
    parameters.put("own_bitmap", areaPage(1));
    parameters.put("copied_bitmap", areaPage(2));
    parameters.put("zero_bitmap", areaPage(3));
    parameters.put("buffer", areaPage(4));
    parameters.put("buffer_pages", (long) bufferPages);
    parameters.put("nest", NEST);
    parameters.put("nest_physical", nestPhysical);
    parameters.put("nest_size", 4L << 12);
    parameters.putAll(DescriptorChecks.of(vmcoreinfo, word, level));
    ByteBuffer bytes = program.at(PROGRAM, parameters).bytes();
    memory.put(PROGRAM, bytes, 0, bytes.limit());
    return PROGRAM + program.entry();
  }

  static long programAddress() {
    return PROGRAM;
  }

  SnapshotResults results() {
    return program.results(page(areaFrames.get(0)).order(memory.order()));
  }

  PfnSet copied() {
    return bitmap(2);
  }

  PfnSet zeros() {
    return bitmap(3);
  }

  private PfnSet bitmap(int page) {
    ByteBuffer bits = page(areaFrames.get(page)).order(memory.order());
    PfnSet frames = new PfnSet(FRAMES);
    for (int i = 0; i < FRAMES / 64; i++) {
      frames.setWord(i, bits.getLong(i * 8));
    }
    return frames;
  }

  /** The buffer's page of that number. */
  ByteBuffer bufferPage(int number) {
    return page(areaFrames.get(4 + number));
  }

  ByteBuffer page(long pfn) {
    return memory.slice((int) pfn << 12, 4096);
  }

  PfnSet own() {
    return own;
  }

  /** What the filter decides on the frames that are not the capture's own. */
  PageSelection expected(DumpLevel level) throws IOException {
    PfnSet frames = ram();
    frames.removeAll(own);
    return select(level, frames);
  }

  private static PfnSet ram() {
    PfnSet frames = new PfnSet(FRAMES);
    frames.addRange(FIRST, LAST);
    return frames;
  }

  private PageSelection select(DumpLevel level, PfnSet frames) throws IOException {
    return PageFilter.select(physical(), frames, kernel(), vmcoreinfo, List.of(level), 1).get(0);
  }

  private PhysicalMemory physical() {
    return new PhysicalMemory() {
      @Override
      public List<PhysicalRange> ram() {
        return List.of(new PhysicalRange(BareMachine.FIRST, BareMachine.LAST));
      }

      @Override
      public PageState state(long pfn) {
        return pfn >= FIRST && pfn < LAST ? PageState.PRESENT : PageState.NOT_RAM;
      }

      @Override
      public void read(long address, byte[] into, int offset, int length) {
        memory.get((int) address, into, offset, length);
      }
    };
  }

  /** Virtual addresses are physical ones. */
  private VirtualMemory kernel() {
    return new VirtualMemory() {
      @Override
      public void read(long address, byte[] into, int offset, int length) {
        memory.get((int) address, into, offset, length);
      }

      @Override
      public int pointerSize() {
        return word;
      }
    };
  }
}
