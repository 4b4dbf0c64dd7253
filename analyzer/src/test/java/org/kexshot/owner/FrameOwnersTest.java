package org.kexshot.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.owner.bytes.AddressReport;

/** Page descriptors of a tiny kernel's 4096 frames, filled in one by one. */
class FrameOwnersTest {
  private static final int PAGE_SIZE = 32;
  private static final int BUDDY = -129;
  private static final int SLAB_FLAG = 1 << 1;
  private static final int RESERVED_FLAG = 1 << 2;
  private static final int HEAD_FLAG = 1 << 3;
  private static final int LRU_FLAG = 1 << 4;
  private static final int ANONYMOUS = 1;
  private static final int MERGED = 3;

  private final FakeKernel kernel = new FakeKernel();
  private long descriptors;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .enumerate("pageflags", "PG_locked", "PG_slab", "PG_reserved", "PG_head", "PG_lru")
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_head", "first: *char")
        .define(
            "page",
            "flags: unsigned int",
            "compound_head: unsigned int",
            "slab_cache: *char",
            "mapping: *char",
            "index: unsigned int",
            "private: unsigned int",
            "_mapcount: int",
            "_refcount: int")
        .define("file_system_type", "name: *char")
        .define("super_block", "s_type: *file_system_type", "s_dev: unsigned int")
        .define(
            "inode",
            "i_ino: unsigned int",
            "i_rdev: unsigned int",
            "i_sb: *super_block",
            "i_dentry: hlist_head")
        .define("address_space", "host: *inode")
        .define("kmem_cache", "name: *char")
        .define("task_struct", "tasks: list_head", "nsproxy: *char", "mm: *char");
    long init = kernel.allocate("task_struct");
    long tasks = init + kernel.offset("task_struct", "tasks");
    kernel.ring(tasks);
    kernel.symbol("init_task", init);
    kernel
        .symbol("_stext", FakeKernel.PAGE_OFFSET + 0x20_0000)
        .symbol("_etext", FakeKernel.PAGE_OFFSET + 0x20_2000)
        .symbol("_sdata", FakeKernel.PAGE_OFFSET + 0x20_2000)
        .symbol("jiffies", FakeKernel.PAGE_OFFSET + 0x20_3000)
        .symbol("_edata", FakeKernel.PAGE_OFFSET + 0x20_4000);
    // Each whole in a page.
    descriptors = kernel.allocate(4097 * PAGE_SIZE) + PAGE_SIZE - 1 & -PAGE_SIZE;
    long map = kernel.allocate(4);
    kernel.number(map, descriptors, 4);
    kernel.info("SYMBOL(mem_map)=%x\nNUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=%d\n".formatted(map, BUDDY));
    for (long pfn = 0; pfn < 4096; pfn++) {
      page(pfn, "_mapcount", -1);
      page(pfn, "_refcount", 1);
    }
  }

  private void page(long pfn, String member, long value) throws IOException {
    kernel.set(descriptors + pfn * PAGE_SIZE, "page", member, value);
  }

  private long string(String text) {
    long at = kernel.allocate(text.length() + 1);
    kernel.bytes(at, text.getBytes(StandardCharsets.US_ASCII));
    return at;
  }

  private FrameOwner owner(long pfn) throws IOException {
    return FrameOwners.of(kernel.open()).owner(pfn);
  }

  @Test
  void freeBlocksCountToTheirEnd() throws Exception {
    page(0x700, "_mapcount", BUDDY);
    page(0x700, "private", 2);
    for (long pfn = 0x700; pfn < 0x708; pfn++) {
      page(pfn, "_refcount", 0);
    }
    FrameOwners owners = FrameOwners.of(kernel.open());
    for (long pfn = 0x700; pfn < 0x704; pfn++) {
      assertThat(owners.kind(pfn)).as("frame 0x%x", pfn).isEqualTo(OwnerKind.FREE);
    }
    assertThat(owners.kind(0x704)).isEqualTo(OwnerKind.UNKNOWN);
  }

  @Test
  void slabsOfSeveralPagesNameTheirCache() throws Exception {
    long cache = kernel.allocate("kmem_cache");
    kernel.set(cache, "kmem_cache", "name", string("dentry"));
    page(0x400, "flags", SLAB_FLAG);
    page(0x400, "slab_cache", cache);
    page(0x401, "compound_head", descriptors + 0x400 * PAGE_SIZE + 1);
    assertThat(owner(0x400)).isEqualTo(new FrameOwner(OwnerKind.SLAB, "dentry", 0));
    assertThat(owner(0x401)).isEqualTo(new FrameOwner(OwnerKind.SLAB, "dentry", 0));
    assertThat(owner(0x401).describe()).isEqualTo("slab dentry");
  }

  @Test
  void filePagesNameTheFileAndTheirPlace() throws Exception {
    long type = kernel.allocate("file_system_type");
    kernel.set(type, "file_system_type", "name", string("ext4"));
    long superBlock = kernel.allocate("super_block");
    kernel.set(superBlock, "super_block", "s_type", type);
    long inode = kernel.allocate("inode");
    kernel.set(inode, "inode", "i_sb", superBlock);
    kernel.set(inode, "inode", "i_ino", 17);
    long mapping = kernel.allocate("address_space");
    kernel.set(mapping, "address_space", "host", inode);
    page(0x500, "mapping", mapping);
    page(0x500, "index", 3);
    assertThat(owner(0x500))
        .isEqualTo(new FrameOwner(OwnerKind.PAGE_CACHE, "ext4 inode 17", 0x3000));
    assertThat(owner(0x500).describe()).isEqualTo("page cache ext4 inode 17 at offset 0x3000");
  }

  @Fault("A page that was cut off its file while somebody still had it is called a kernel page")
  @Test
  void aPageThatWasCutOffItsFileIsStillOfThePageCache() throws Exception {
    page(0x480, "flags", LRU_FLAG);
    page(0x480, "index", 2);
    pointFromData(descriptors + 0x480 * PAGE_SIZE);
    FrameOwner owner = owner(0x480);
    assertThat(owner)
        .isEqualTo(new FrameOwner(OwnerKind.PAGE_CACHE, "of no file any more", 0x2000));
    assertThat(owner.describe()).isEqualTo("page cache of no file any more at offset 0x2000");
  }

  @Test
  void aPageThatIsBeingFreedIsAsBeforeUntilTheAllocatorHasIt() throws Exception {
    page(0x480, "mapping", 0xffff_0000L | ANONYMOUS);
    page(0x480, "_refcount", 0);
    page(0x481, "flags", LRU_FLAG);
    page(0x481, "_refcount", 0);
    assertThat(owner(0x480).kind()).isEqualTo(OwnerKind.ANONYMOUS);
    assertThat(owner(0x481).kind()).isEqualTo(OwnerKind.PAGE_CACHE);
  }

  @Test
  void whatKsmMergedIsAnonymousAndOfNoOneProcess() throws Exception {
    page(0x480, "mapping", 0xffff_0000L | MERGED);
    FrameOwners owners = FrameOwners.of(kernel.open());
    assertThat(owners.owner(0x480).describe()).isEqualTo("anonymous merged by KSM");
    assertThat(owners.area(0x480)).isEmpty();
  }

  @Test
  void whatWouldTellMayBeMissing() throws Exception {
    page(0x500, "mapping", 0xffff_0000L);
    assertThat(owner(0x500)).isEqualTo(new FrameOwner(OwnerKind.PAGE_CACHE, "", 0));

    kernel.exclude(descriptors + 0x600 * PAGE_SIZE);
    assertThat(owner(0x600).kind()).isEqualTo(OwnerKind.UNKNOWN);
  }

  @Test
  void theKernelsOwnImageIsNamedBySymbol() throws Exception {
    page(0x200, "flags", RESERVED_FLAG);
    page(0x203, "flags", RESERVED_FLAG);
    page(0x300, "flags", RESERVED_FLAG);
    assertThat(owner(0x200)).isEqualTo(new FrameOwner(OwnerKind.KERNEL_TEXT, "_stext", 0));
    assertThat(owner(0x203)).isEqualTo(new FrameOwner(OwnerKind.KERNEL_DATA, "jiffies", 0));
    assertThat(owner(0x300).kind()).isEqualTo(OwnerKind.RESERVED);
  }

  @Fault("`owner ADDRESS` tells the first symbol of the page, not the one at the address")
  @Test
  void anAddressIsOfTheSymbolThatHoldsIt() throws Exception {
    long data = FakeKernel.PAGE_OFFSET + 0x20_3000;
    page(0x203, "flags", RESERVED_FLAG);
    kernel.symbol("second", data + 0x10);
    AddressReport report = AddressReport.of(kernel.open(), data + 0x14, 0x203);
    assertThat(report.problems()).isEmpty();
    assertThat(report.frame().owner())
        .isEqualTo(new FrameOwner(OwnerKind.KERNEL_DATA, "second", data + 0x14));
    assertThat(report.object())
        .hasValueSatisfying(found -> assertThat(found.object()).isEqualTo(data + 0x10));
    assertThat(report.offset()).isEqualTo(4);
  }

  @Test
  void theKernelsOwnTablesAndDescriptorsAreFound() throws Exception {
    FrameOwners owners = FrameOwners.of(kernel.open());
    assertThat(owners.owner(0x100)).isEqualTo(new FrameOwner(OwnerKind.PAGE_TABLE, "kernel", 0));
    long first = descriptors - FakeKernel.PAGE_OFFSET + 4095 >>> 12;
    assertThat(owners.kind(first)).isEqualTo(OwnerKind.PAGE_DESCRIPTORS);
    assertThat(owners.problems())
        .anySatisfy(problem -> assertThat(problem).contains("owners of").contains("free lists"));
  }

  /**
   * Per-cpu memory of two units of four pages from frame 0x800 on, of which two pages are used, and
   * the second unit's others are free.
   */
  private void layOutPerCpu(boolean chunkIsThere) throws IOException {
    kernel.define("pcpu_chunk", "base_addr: *char", "nr_pages: int");
    long chunk = kernel.allocate("pcpu_chunk");
    kernel.set(chunk, "pcpu_chunk", "base_addr", FakeKernel.PAGE_OFFSET + 0x80_1000L);
    kernel.set(chunk, "pcpu_chunk", "nr_pages", 1);
    long offsets = kernel.allocate(8);
    kernel.number(offsets + 4, 0x4000, 4);
    variable("pcpu_base_addr", FakeKernel.PAGE_OFFSET + 0x80_0000L);
    variable("pcpu_unit_size", 0x4000);
    variable("pcpu_nr_units", 2);
    variable("pcpu_unit_offsets", offsets);
    if (chunkIsThere) {
      variable("pcpu_first_chunk", chunk);
    }
    page(0x806, "_mapcount", BUDDY);
    page(0x806, "private", 1);
    page(0x806, "_refcount", 0);
    page(0x807, "_refcount", 0);
  }

  private void variable(String name, long value) throws IOException {
    long at = kernel.allocate(4);
    kernel.number(at, value, 4);
    kernel.symbol(name, at);
  }

  @Fault("What the kernel gives back of its per-cpu memory counts as per-cpu for ever")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsGivenBackOfPerCpuMemoryIsNone(boolean chunkIsThere) throws Exception {
    layOutPerCpu(chunkIsThere);
    FrameOwners owners = FrameOwners.of(kernel.open());
    assertThat(owners.owner(0x800).describe()).isEqualTo("per-cpu cpu 0");
    assertThat(owners.owner(0x805).describe()).isEqualTo("per-cpu cpu 1");
    assertThat(owners.kind(0x806)).isEqualTo(OwnerKind.FREE);
    assertThat(owners.kind(0x807)).isEqualTo(OwnerKind.FREE);
    assertThat(owners.kind(0x803)).isEqualTo(chunkIsThere ? OwnerKind.UNKNOWN : OwnerKind.PER_CPU);
  }

  /** A variable of the kernel, in its data at frame 0x203, points to frame 0x480. */
  private void pointFromData(long word) throws IOException {
    page(0x203, "flags", RESERVED_FLAG);
    kernel.number(FakeKernel.PAGE_OFFSET + 0x20_3010L, word, 4);
  }

  @Test
  void pagesAreNamedByWhatPointsToThem() throws Exception {
    pointFromData(FakeKernel.PAGE_OFFSET + 0x48_0000L);
    // Those that follow and that nothing refers to are of the same block.
    page(0x481, "_refcount", 0);
    page(0x482, "_refcount", 0);
    page(0x483, "_refcount", 2);
    kernel.number(FakeKernel.PAGE_OFFSET + 0x48_2ff0L, descriptors + 0x4a0 * PAGE_SIZE, 4);
    FrameOwners owners = FrameOwners.of(kernel.open());
    FrameOwner table = new FrameOwner(OwnerKind.KERNEL_PAGES, "of jiffies", 0);
    assertThat(owners.owner(0x480)).isEqualTo(table);
    assertThat(owners.owner(0x482)).isEqualTo(table);
    assertThat(owners.kind(0x483)).isEqualTo(OwnerKind.UNKNOWN);
    assertThat(owners.owner(0x4a0).name()).isEqualTo("of other such pages");
  }

  /** Else the first question about any page would fail, and each after it. */
  @Test
  void aBlockWhoseOtherDescriptorsAreMissingIsNamedAsFarAsItIsKnown() throws Exception {
    long last = 0x600;
    while ((descriptors + (last + 1) * PAGE_SIZE & 0xfff) != 0) {
      last++;
    }
    page(last, "flags", HEAD_FLAG);
    pointFromData(FakeKernel.PAGE_OFFSET + (last << 12));
    kernel.exclude(descriptors + (last + 1) * PAGE_SIZE);
    assertThat(owner(last).kind()).isEqualTo(OwnerKind.KERNEL_PAGES);
    assertThat(owner(0x700).kind()).isEqualTo(OwnerKind.UNKNOWN);
  }

  @Test
  void aPointerIntoAPageOrToAFreeOneTellsNothing() throws Exception {
    pointFromData(FakeKernel.PAGE_OFFSET + 0x48_0010L);
    assertThat(owner(0x480).kind()).isEqualTo(OwnerKind.UNKNOWN);
    pointFromData(descriptors + 0x480 * PAGE_SIZE + 4);
    assertThat(owner(0x480).kind()).isEqualTo(OwnerKind.UNKNOWN);
    pointFromData(FakeKernel.PAGE_OFFSET + 0x48_0000L);
    page(0x480, "_mapcount", BUDDY);
    assertThat(owner(0x480).kind()).isEqualTo(OwnerKind.FREE);
  }

  /** Where memory was read while the machine ran, a block may say that it is larger than it is. */
  @Test
  void aPageInUseIsFoundWhateverAFreeBlockBeforeItSays() throws Exception {
    page(0x700, "_mapcount", BUDDY);
    page(0x700, "private", 3);
    for (long pfn = 0x700; pfn < 0x704; pfn++) {
      page(pfn, "_refcount", 0);
    }
    pointFromData(FakeKernel.PAGE_OFFSET + 0x70_4000L);
    assertThat(owner(0x704).kind()).isEqualTo(OwnerKind.KERNEL_PAGES);
    assertThat(owner(0x703).kind()).isEqualTo(OwnerKind.FREE);
  }

  @Test
  void memoryOfTheStartThatWasGivenAwayIsNoMoreTheKernelsImage() throws Exception {
    assertThat(owner(0x203).kind()).isEqualTo(OwnerKind.UNKNOWN);
  }

  @Test
  void runsSayWhatIsSaidOfEachFrame() throws Exception {
    pointFromData(FakeKernel.PAGE_OFFSET + 0x48_0000L);
    page(0x200, "flags", RESERVED_FLAG);
    page(0x700, "_mapcount", BUDDY);
    kernel.exclude(descriptors + 0x600 * PAGE_SIZE);
    FrameOwners owners = FrameOwners.of(kernel.open());
    long end = 0x1_0000_0000L;
    long[] next = {0x100};
    FrameOwner[] last = {null};
    new OwnerRuns(owners)
        .forEach(
            0x100,
            end,
            kind -> kind == OwnerKind.KERNEL_PAGES,
            (owner, first, count) -> {
              assertThat(first).isEqualTo(next[0]);
              assertThat(owner).isNotEqualTo(last[0]);
              for (long pfn = first; pfn < Math.min(first + count, 0x1100); pfn++) {
                assertThat(owners.kind(pfn)).as("frame 0x%x", pfn).isEqualTo(owner.kind());
              }
              boolean named = owner.kind() == OwnerKind.KERNEL_PAGES;
              assertThat(owner.name()).isEqualTo(named ? owners.owner(first).name() : "");
              next[0] = first + count;
              last[0] = owner;
            });
    assertThat(next[0]).isEqualTo(end);
    assertThat(last[0].kind()).isEqualTo(OwnerKind.RESERVED);
  }
}
