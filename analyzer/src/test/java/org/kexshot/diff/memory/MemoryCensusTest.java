package org.kexshot.diff.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.page.MemoryComparison;
import org.kexshot.diff.page.PageChange;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.value.Value;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.OwnerKind;

/**
 * Two images of a tiny kernel with a slab of four objects, the last of which is free, a variable, a
 * free page and one of which nothing is known.
 */
class MemoryCensusTest {
  private static final int PAGE_SIZE = 40;
  private static final int FRAMES = 4096;
  private static final int BUDDY = -129;
  private static final int SLAB_FLAG = 1 << 1;
  private static final int RESERVED_FLAG = 1 << 2;
  private static final long SLAB_FRAME = 0x700;
  private static final long FREE_FRAME = 0x710;
  private static final long UNKNOWN_FRAME = 0x720;
  private static final long OBJECTS = FakeKernel.PAGE_OFFSET + (SLAB_FRAME << 12);
  private static final int SLOT = 96;
  private static final long STAT = FakeKernel.PAGE_OFFSET + 0x20_3000;

  /** Where both have their page descriptors. */
  private long descriptors;

  private FakeKernel first;
  private FakeKernel second;

  @BeforeEach
  void layOut() throws IOException {
    first = kernel();
    second = kernel();
  }

  private FakeKernel kernel() throws IOException {
    FakeKernel kernel = new FakeKernel();
    kernel
        .enumerate("pageflags", "PG_locked", "PG_slab", "PG_reserved", "PG_head")
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_head", "first: *char")
        .define(
            "page",
            "flags: unsigned int",
            "compound_head: unsigned int",
            "slab_cache: *char",
            "freelist: *char",
            "mapping: *char",
            "index: unsigned int",
            "private: unsigned int",
            "objects: unsigned int",
            "_mapcount: int",
            "_refcount: int")
        .define("super_block", "s_dev: unsigned int")
        .define("inode", "i_sb: *super_block", "i_dentry: hlist_head")
        .define("address_space", "host: *inode")
        .define("stat_struct", "files: int", "inodes: int")
        .define("lock", "sequence: int", "count: int")
        .define("dentry", "d_flags: unsigned int", "d_lock: lock[2]", "d_name: int[17]")
        .define(
            "kmem_cache",
            "name: *char",
            "object_size: unsigned int",
            "size: unsigned int",
            "offset: unsigned int")
        .define("task_struct", "tasks: list_head", "nsproxy: *char", "mm: *char");
    long init = kernel.allocate("task_struct");
    kernel.ring(init + kernel.offset("task_struct", "tasks"));
    kernel.symbol("init_task", init);
    kernel
        .symbol("_sdata", FakeKernel.PAGE_OFFSET + 0x20_2000)
        .symbol("stat", STAT)
        .symbol("behind", STAT + 8)
        .symbol("_edata", FakeKernel.PAGE_OFFSET + 0x20_4000);
    descriptors = kernel.allocate(FRAMES * PAGE_SIZE);
    long map = kernel.allocate(4);
    kernel.number(map, descriptors, 4);
    kernel.info(
        "SYMBOL(mem_map)=%x\nNUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=%d\nNUMBER(PG_slab)=1\n"
            .formatted(map, BUDDY));
    for (long pfn = 0; pfn < FRAMES; pfn++) {
      kernel.set(descriptors + pfn * PAGE_SIZE, "page", "_mapcount", -1);
      kernel.set(descriptors + pfn * PAGE_SIZE, "page", "_refcount", 1);
    }
    kernel.set(descriptors + 0x203 * PAGE_SIZE, "page", "flags", RESERVED_FLAG);
    kernel.set(descriptors + FREE_FRAME * PAGE_SIZE, "page", "_mapcount", BUDDY);
    long cache = kernel.allocate("kmem_cache");
    kernel.set(cache, "kmem_cache", "name", kernel.string("dentry"));
    kernel.set(cache, "kmem_cache", "object_size", 88);
    kernel.set(cache, "kmem_cache", "size", SLOT);
    long slab = descriptors + SLAB_FRAME * PAGE_SIZE;
    kernel.set(slab, "page", "flags", SLAB_FLAG);
    kernel.set(slab, "page", "slab_cache", cache);
    kernel.set(slab, "page", "objects", 4);
    kernel.set(slab, "page", "freelist", OBJECTS + 3 * SLOT);
    for (long address : new long[] {OBJECTS, STAT, page(FREE_FRAME), page(UNKNOWN_FRAME)}) {
      kernel.bytes(address, new byte[64]);
    }
    return kernel;
  }

  private static long page(long frame) {
    return FakeKernel.PAGE_OFFSET + (frame << 12);
  }

  private MemoryDifference difference() throws IOException {
    KernelImage before = first.open();
    KernelImage after = second.open();
    MemoryCensus census =
        new MemoryCensus(before, after, FrameOwners.of(before), FrameOwners.of(after));
    new MemoryComparison(before.physical(), after.physical()).forEachRun(census);
    return census.difference();
  }

  /** Changes of kinds but the descriptors', which a test makes along with others. */
  private static List<String> told(MemoryDifference difference) {
    return difference.changes().stream()
        .filter(change -> change.owner() != OwnerKind.PAGE_DESCRIPTORS)
        .map(MemoryCensusTest::told)
        .toList();
  }

  private static String told(MemoryChange change) {
    String example =
        change
            .example()
            .map(
                value ->
                    " %s %s>%s"
                        .formatted(value.path(), number(value.before()), number(value.after())))
            .orElse("");
    return "%s %s %s %s %d objects %d bytes%s"
        .formatted(
            change.owner(),
            change.name(),
            change.member(),
            change.fate(),
            change.objects(),
            change.bytes(),
            example);
  }

  private static long number(Value value) {
    return value instanceof Value.Scalar scalar ? scalar.value() : ((Value.Pointer) value).target();
  }

  @Test
  void membersOfObjectsInUseAddUp() throws Exception {
    second.number(OBJECTS + 12 + 4, 3, 4);
    second.number(OBJECTS + SLOT + 4 + 4, 5, 4);
    second.number(OBJECTS + SLOT, 0x0101, 4);
    assertThat(told(difference()))
        .containsExactly(
            "SLAB dentry d_lock[].count CHANGED 2 objects 2 bytes d_lock[1].count 0>3",
            "SLAB dentry d_flags CHANGED 1 objects 2 bytes d_flags 0>257");
    MemoryDifference all = difference();
    assertThat(all.changedBytes()).isEqualTo(4);
    assertThat(all.unownedBytes()).isZero();
  }

  @Test
  void whatIsFreeHasNoMembers() throws Exception {
    second.number(OBJECTS + 3 * SLOT + 4, 1, 1);
    MemoryDifference difference = difference();
    assertThat(told(difference)).containsExactly("SLAB dentry  FREE 1 objects 1 bytes");
    assertThat(difference.freeBytes()).isEqualTo(1);
  }

  @Test
  void objectsThatCameAreToldAsWholes() throws Exception {
    // The slab's list of free objects ends in the second image.
    long free = OBJECTS + 3 * SLOT;
    first.number(free + 8, 1, 4);
    second.set(descriptors + SLAB_FRAME * PAGE_SIZE, "page", "freelist", 0);
    second.number(free + 8, 7, 4);
    second.number(free + 40, 7, 4);
    assertThat(told(difference())).containsExactly("SLAB dentry  CAME 1 objects 2 bytes");
    FakeKernel swap = first;
    first = second;
    second = swap;
    MemoryDifference back = difference();
    assertThat(told(back)).containsExactly("SLAB dentry  WENT 1 objects 2 bytes");
    assertThat(back.freeBytes()).isEqualTo(2);
  }

  @Test
  void variablesAreToldByMember() throws Exception {
    second.number(STAT + 4, 96, 4);
    second.number(STAT + 12, 1, 1);
    assertThat(told(difference()))
        .containsExactly(
            "KERNEL_DATA behind  CHANGED 1 objects 1 bytes +0x4 0>1",
            "KERNEL_DATA stat inodes CHANGED 1 objects 1 bytes inodes 0>96");
  }

  @Test
  void freePagesAndThoseOfNobodyAreCountedApart() throws Exception {
    second.bytes(page(FREE_FRAME), new byte[] {1, 2, 3});
    second.bytes(page(UNKNOWN_FRAME) + 8, new byte[] {1, 2});
    MemoryDifference difference = difference();
    assertThat(told(difference))
        .containsExactly(
            "UNKNOWN   CHANGED 1 objects 2 bytes +0x8 0>513", "FREE   FREE 1 objects 3 bytes");
    assertThat(difference.changedBytes()).isEqualTo(5);
    assertThat(difference.freeBytes()).isEqualTo(3);
    assertThat(difference.unownedBytes()).isEqualTo(2);
  }

  @Test
  void pagesThatCannotBeReadAgainAreUnknownAndNotEqual() throws Exception {
    KernelImage before = first.open();
    KernelImage after = second.open();
    MemoryCensus census =
        new MemoryCensus(before, after, FrameOwners.of(before), FrameOwners.of(after));
    census.run(PageChange.CHANGED, 0x600, 3);
    census.run(PageChange.APPEARED, 0x900, 5);
    MemoryDifference difference = census.difference();
    assertThat(difference.unreadablePages()).isEqualTo(3);
    assertThat(difference.changedBytes()).isZero();
    assertThat(difference.changes()).isEmpty();
  }

  /** A page of a compressed dump that does not unpack ends no more than what needs it. */
  @Test
  void damagedDescriptorsLeaveBytesWithoutAnOwner() throws Exception {
    second.number(OBJECTS + 4 + 4, 5, 4);
    long descriptor = descriptors + SLAB_FRAME * PAGE_SIZE;
    second.physical().damage(descriptor - FakeKernel.PAGE_OFFSET >>> 12);
    MemoryDifference difference = difference();
    assertThat(told(difference)).singleElement().asString().startsWith("UNKNOWN ");
    assertThat(difference.changedBytes()).isEqualTo(1);
    assertThat(difference.unownedBytes()).isEqualTo(1);
    assertThat(difference.unreadablePages()).isZero();
  }

  /** More variables than are kept apart, each changed in a byte. */
  @Test
  void whatThereIsNoRoomForCountsTogether() throws Exception {
    int many = OwnerTally.MAX_OF_A_KIND + 10;
    for (FakeKernel kernel : List.of(first, second)) {
      for (int i = 0; i < many; i++) {
        kernel.symbol("v" + i, FakeKernel.PAGE_OFFSET + 0x20_4000 + 4L * i);
      }
      kernel.symbol("_end", FakeKernel.PAGE_OFFSET + 0x20_9000);
      kernel.symbol("_etext", FakeKernel.PAGE_OFFSET + 0x20_1000);
      for (int i = 0; i < many; i++) {
        kernel.number(FakeKernel.PAGE_OFFSET + 0x20_4000 + 4L * i, kernel == first ? 0 : 1, 4);
      }
    }
    for (FakeKernel kernel : List.of(first, second)) {
      for (long pfn = 0x204; pfn < 0x209; pfn++) {
        kernel.set(descriptors + pfn * PAGE_SIZE, "page", "flags", RESERVED_FLAG);
      }
    }
    MemoryDifference difference = difference();
    List<MemoryChange> data =
        difference.changes().stream()
            .filter(change -> change.owner() == OwnerKind.KERNEL_DATA)
            .collect(Collectors.toList());
    assertThat(data).hasSize(OwnerTally.MAX_OF_A_KIND + 1);
    assertThat(data.stream().mapToLong(MemoryChange::bytes).sum()).isEqualTo(many);
    assertThat(data)
        .filteredOn(change -> change.name().equals(MemoryChange.OTHERS))
        .hasSize(1)
        .allMatch(change -> change.bytes() == 10);
  }
}
