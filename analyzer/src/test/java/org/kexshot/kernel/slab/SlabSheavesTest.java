package org.kexshot.kernel.slab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;

/** A cache with two processors' sheaves and a barn, as Linux 7.3 has them. */
class SlabSheavesTest {
  private static final int COPY = 0x1000;

  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private long cache;
  private long processors;
  private long barn;

  @BeforeEach
  void layOut() throws IOException {
    kernel.define("kmem_cache_per_node_ptrs", "barn: *node_barn", "node: *char");
    layOut("per_node: kmem_cache_per_node_ptrs[64]");
    kernel.number(cache + kernel.offset("kmem_cache", "per_node"), barn, 4);
  }

  private void layOut(String nodes) throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define(
            "slab_sheaf", "barn_list: list_head", "size: unsigned int", "objects: unsigned int[1]")
        .define(
            "slub_percpu_sheaves",
            "main: *slab_sheaf",
            "spare: *slab_sheaf",
            "rcu_free: *slab_sheaf")
        .define("node_barn", "sheaves_full: list_head")
        .define(
            "kmem_cache", "name: *char", "size: int", "cpu_sheaves: *slub_percpu_sheaves", nodes);
    cache = kernel.allocate("kmem_cache");
    kernel.set(cache, "kmem_cache", "name", kernel.string("dentry"));
    processors = kernel.allocate(2 * COPY);
    kernel.set(cache, "kmem_cache", "cpu_sheaves", processors);
    long offsets = kernel.allocate(8);
    kernel.number(offsets + 4, COPY, 4);
    kernel.symbol("__per_cpu_offset", offsets);
    long count = kernel.allocate(4);
    kernel.number(count, 2, 4);
    kernel.symbol("nr_cpu_ids", count);
    barn = kernel.allocate("node_barn");
  }

  private long sheaf(int... objects) throws IOException {
    long sheaf = kernel.allocate(256);
    kernel.set(sheaf, "slab_sheaf", "size", objects.length);
    for (int i = 0; i < objects.length; i++) {
      kernel.number(sheaf + kernel.offset("slab_sheaf", "objects") + 4L * i, objects[i], 4);
    }
    return sheaf;
  }

  private NavigableSet<Long> read() throws IOException {
    KernelImage image = kernel.open();
    return SlabSheaves.objects(image, image.struct("kmem_cache", cache), problems);
  }

  @Test
  void findsWhatProcessorsAndTheBarnHold() throws Exception {
    kernel.set(processors, "slub_percpu_sheaves", "main", sheaf(0x100, 0x200));
    kernel.set(processors + COPY, "slub_percpu_sheaves", "main", sheaf());
    kernel.set(processors + COPY, "slub_percpu_sheaves", "spare", sheaf(0x300));
    kernel.set(processors + COPY, "slub_percpu_sheaves", "rcu_free", sheaf(0x400));
    kernel.ring(barn, sheaf(0x500, 0x600), sheaf(0x700));
    assertThat(read()).containsExactly(0x100L, 0x200L, 0x300L, 0x400L, 0x500L, 0x600L, 0x700L);
    assertThat(problems.list()).isEmpty();
  }

  /** Linux 6.18 to 7.0 have a node's barn in its kmem_cache_node. */
  @Fault("Free objects in the barn of a node (Linux 6.18 to 7.0) count as used")
  @Test
  void findsTheBarnThatTheNodeKnows() throws Exception {
    SlabSheavesTest older = new SlabSheavesTest();
    older
        .kernel
        .define("kmem_cache_node", "nr_partial: int", "barn: *char")
        .pointerTo("kmem_cache_node", "node");
    older.layOut("node: node[64]");
    long node = older.kernel.allocateOnOwnPage("kmem_cache_node");
    older.kernel.set(node, "kmem_cache_node", "barn", older.barn);
    older.kernel.number(older.cache + older.kernel.offset("kmem_cache", "node"), node, 4);
    older.kernel.set(older.processors, "slub_percpu_sheaves", "main", older.sheaf(0x100));
    older.kernel.ring(older.barn, older.sheaf(0x500, 0x600), older.sheaf(0x700));
    assertThat(older.read()).containsExactly(0x100L, 0x500L, 0x600L, 0x700L);
    assertThat(older.problems.list()).isEmpty();
    older.kernel.exclude(node);
    assertThat(older.read()).containsExactly(0x100L);
    assertThat(older.problems.list())
        .singleElement()
        .asString()
        .startsWith("the barn of node 0 of dentry: ");
  }

  @Test
  void aSheafOfASizeThatCannotBeIsAProblem() throws Exception {
    kernel.ring(barn);
    long damaged = sheaf(0x100);
    kernel.set(damaged, "slab_sheaf", "size", 1 << 30);
    kernel.set(processors, "slub_percpu_sheaves", "main", damaged);
    assertThat(read()).isEmpty();
    assertThat(problems.list()).hasSize(1).first().asString().contains("of dentry says that it");
  }

  @Test
  void objectsKeptBackAreFreeWhateverTheirSize() throws Exception {
    NavigableSet<Long> kept = new TreeSet<>(List.of(0x1010L, 0x1021L, 0x2000L));
    for (int size : new int[] {16, -16}) {
      kernel.set(cache, "kmem_cache", "size", size);
      FreeSlots free = new FreeSlots(kernel.open().struct("kmem_cache", cache), 0x1000, 4);
      free.addAll(kept);
      assertThat(free.contains(1)).isEqualTo(size > 0);
      assertThat(free.contains(2)).isFalse();
    }
  }
}
