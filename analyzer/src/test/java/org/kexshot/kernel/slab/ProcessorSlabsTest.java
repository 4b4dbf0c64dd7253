package org.kexshot.kernel.slab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;

/** A processor that takes objects from one slab of four and keeps another back. */
class ProcessorSlabsTest {
  private static final int FRAMES = 1 << 12;
  private static final int DESCRIPTOR_BYTES = 48;

  private final FakeKernel kernel = new FakeKernel();
  private long cache;
  private long own;
  private long objects;
  private long active;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .enumerate("pageflags", "PG_locked", "PG_head")
        .define("order_objects", "x: unsigned int")
        .define(
            "page",
            "flags: unsigned int",
            "slab_cache: *char",
            "freelist: *char",
            "next: *char",
            "objects: unsigned int",
            "inuse: unsigned int",
            "mapping: *char",
            "index: unsigned int",
            "private: unsigned int",
            "compound_head: unsigned int",
            "_mapcount: int",
            "_refcount: int")
        .define("kmem_cache_cpu", "freelist: *char", "page: *page", "partial: *page")
        .define(
            "kmem_cache",
            "name: *char",
            "object_size: unsigned int",
            "size: unsigned int",
            "offset: unsigned int",
            "cpu_slab: *kmem_cache_cpu");
    cache = kernel.allocateOnOwnPage("kmem_cache");
    kernel.set(cache, "kmem_cache", "name", kernel.string("dentry"));
    kernel.set(cache, "kmem_cache", "size", 64);
    own = kernel.allocateOnOwnPage("kmem_cache_cpu");
    kernel.set(cache, "kmem_cache", "cpu_slab", own);
    objects = kernel.allocateOnOwnPage("kmem_cache");
    long map = kernel.allocate(FRAMES * DESCRIPTOR_BYTES);
    kernel.bytes(map, new byte[FRAMES * DESCRIPTOR_BYTES]);
    active = map + (objects - FakeKernel.PAGE_OFFSET >>> 12) * DESCRIPTOR_BYTES;
    kernel.set(active, "page", "objects", 4);
    kernel.set(active, "page", "inuse", 4);
    long pointer = kernel.allocate(4);
    kernel.number(pointer, map, 4);
    kernel.info("SYMBOL(mem_map)=%x\nNUMBER(PG_slab)=9\n".formatted(pointer));
  }

  private Optional<Long> free() throws IOException {
    KernelImage image = kernel.open();
    return ProcessorSlabs.of(image).orElseThrow().free(image.struct("kmem_cache", cache));
  }

  private void chain(long first, long second) {
    kernel.number(first, second, 4);
    kernel.number(second, 0, 4);
  }

  @Test
  void whatWaitsOnAProcessorIsFree() throws Exception {
    assertThat(free()).contains(0L);
    kernel.set(own, "kmem_cache_cpu", "page", active);
    assertThat(free()).contains(0L);
    chain(objects + 64, objects + 192);
    kernel.set(own, "kmem_cache_cpu", "freelist", objects + 64);
    assertThat(free()).contains(2L);
    // Another processor has given one back meanwhile.
    kernel.set(active, "page", "inuse", 3);
    assertThat(free()).contains(3L);
    long kept = active + DESCRIPTOR_BYTES;
    kernel.set(kept, "page", "objects", 4);
    kernel.set(kept, "page", "inuse", 1);
    kernel.set(own, "kmem_cache_cpu", "partial", kept);
    assertThat(free()).contains(6L);
  }

  @Test
  void aChainThatLeavesItsSlabTellsNothing() throws Exception {
    kernel.set(own, "kmem_cache_cpu", "page", active);
    kernel.set(own, "kmem_cache_cpu", "freelist", objects + 4096);
    assertThat(free()).isEmpty();
  }

  @Test
  void anImageThatDoesNotTellWhereSlabsLieIsNotGuessed() throws Exception {
    FakeKernel other = new FakeKernel();
    other.define("page", "flags: int");
    assertThat(ProcessorSlabs.of(other.open())).isEmpty();
  }
}
