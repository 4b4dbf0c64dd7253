package org.kexshot.kernel.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.types.TypeException;

/** A cache whose only slab, of four objects, lies in the frame of a flat map's descriptor. */
class SlabObjectsTest {
  private static final long SLAB_FLAG = 9;
  private static final int FRAMES = 1 << 12;

  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private long cache;
  private long objects;

  @BeforeEach
  void layOut() throws IOException {
    layOut(kernel, "min: order_objects");
  }

  private void layOut(FakeKernel kernel, String last) throws IOException {
    kernel
        .define("order_objects", "x: unsigned int")
        .define(
            "page",
            "flags: unsigned int",
            "slab_cache: *char",
            "freelist: *char",
            "mapping: *char",
            "index: unsigned int",
            "private: unsigned int",
            "compound_head: unsigned int",
            "objects: unsigned int",
            "_mapcount: int",
            "_refcount: int")
        .define(
            "kmem_cache",
            "name: *char",
            "object_size: unsigned int",
            "size: unsigned int",
            "offset: unsigned int",
            last);
    cache = kernel.allocateOnOwnPage("kmem_cache");
    kernel.set(cache, "kmem_cache", "name", kernel.string("dentry"));
    kernel.set(cache, "kmem_cache", "object_size", 60);
    kernel.set(cache, "kmem_cache", "size", 64);
    objects = kernel.allocateOnOwnPage("kmem_cache");
    long frame = objects - FakeKernel.PAGE_OFFSET >>> 12;
    int size = 40;
    long map = kernel.allocate(FRAMES * size);
    kernel.bytes(map, new byte[FRAMES * size]);
    long descriptor = map + frame * size;
    kernel.number(descriptor, 1 << SLAB_FLAG, 4);
    kernel.set(descriptor, "page", "slab_cache", cache);
    kernel.set(descriptor, "page", "objects", 4);
    kernel.set(descriptor, "page", "freelist", objects);
    long pointer = kernel.allocate(4);
    kernel.number(pointer, map, 4);
    kernel.info("SYMBOL(mem_map)=%x\nNUMBER(PG_slab)=%d\n".formatted(pointer, SLAB_FLAG));
  }

  /** Numbers of the objects in use. */
  private List<Long> used() throws IOException {
    KernelImage image = kernel.open();
    List<Long> used = new ArrayList<>();
    new SlabObjects(image, problems)
        .forEach(image.struct("kmem_cache", cache), object -> used.add((object - objects) / 64));
    return used;
  }

  @Test
  void readsTheObjectsOfASlab() throws Exception {
    assertThat(used()).containsExactly(1L, 2L, 3L);
    assertThat(problems.list()).isEmpty();
  }

  /** Of order 31 a stride is negative, so that the search went on where it was. */
  @Test
  void anOrderThatCannotBeIsToldAndOthersAreFound() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          kernel.set(cache, "kmem_cache", "min.x", 31L << 16);
          assertThat(used()).containsExactly(1L, 2L, 3L);
          assertThat(problems.list()).singleElement().asString().contains("of order 31");
        });
  }

  /** Its free objects are in no chain, so that all would seem to be in use, or none. */
  @Test
  void theObjectsOfAnotherAllocatorAreNotGuessed() throws Exception {
    FakeKernel slab = new FakeKernel();
    layOut(slab, "cpu_cache: *char");
    KernelImage image = slab.open();
    assertThatThrownBy(
            () ->
                new SlabObjects(image, problems)
                    .forEach(image.struct("kmem_cache", cache), object -> {}))
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("SLAB");
  }

  @Test
  void slabsThatCannotBeToldFromOtherPagesAreNotGuessed() throws Exception {
    FakeKernel other = new FakeKernel();
    other.define("page", "flags: int", "slab_cache: *char", "_mapcount: int");
    assertThatThrownBy(() -> new SlabPages(other.open(), problems))
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("PG_slab");
  }

  /** It was divided by. */
  @Test
  void objectsOfNoSizeAreADamage() throws Exception {
    kernel.set(cache, "kmem_cache", "size", 0);
    used();
    assertThat(problems.list()).singleElement().asString().contains("chain of free objects");
  }
}
