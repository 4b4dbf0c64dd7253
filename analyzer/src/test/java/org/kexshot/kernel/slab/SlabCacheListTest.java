package org.kexshot.kernel.slab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** Two caches of one node, the first with two partial slabs. */
class SlabCacheListTest {
  private FakeKernel kernel;
  private String nodes;
  private long head;
  private long dentries;
  private long inodes;
  private long dentryNode;
  private long firstSlab;
  private long secondSlab;

  @BeforeEach
  void layOut() throws IOException {
    layOut(false);
  }

  /**
   * @param together whether each node has a structure in the cache, as since Linux 7.3
   */
  private void layOut(boolean together) throws IOException {
    kernel = new FakeKernel();
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("atomic_long_t", "counter: int")
        .define("order_objects", "x: unsigned int")
        .define("slab", "inuse: unsigned int", "objects: unsigned int", "slab_list: list_head")
        .define(
            "kmem_cache_node",
            "partial: list_head",
            "nr_slabs: atomic_long_t",
            "total_objects: atomic_long_t")
        .define("pointer", "to: *kmem_cache_node")
        .define("kmem_cache_per_node_ptrs", "barn: *char", "node: *kmem_cache_node")
        .define(
            "kmem_cache",
            "name: *char",
            "object_size: unsigned int",
            "size: unsigned int",
            "oo: order_objects",
            "list: list_head",
            together ? "per_node: kmem_cache_per_node_ptrs[64]" : "node: pointer[64]");
    this.nodes = together ? "per_node" : "node";
    head = kernel.allocate("list_head");
    kernel.symbol("slab_caches", head);
    dentryNode = kernel.allocateOnOwnPage("kmem_cache_node");
    dentries = cache("dentry", dentryNode);
    long inodeNode = kernel.allocateOnOwnPage("kmem_cache_node");
    kernel.ring(inodeNode);
    inodes = cache("inode_cache", inodeNode);
    kernel.ring(head, inList(dentries), inList(inodes));
    firstSlab = slab(16, 10);
    secondSlab = slab(16, 15);
    kernel.ring(dentryNode, inSlabs(firstSlab), inSlabs(secondSlab));
  }

  private long cache(String name, long node) throws IOException {
    long cache = kernel.allocateOnOwnPage("kmem_cache");
    kernel.set(cache, "kmem_cache", "name", kernel.string(name));
    kernel.set(cache, "kmem_cache", "object_size", 250);
    kernel.set(cache, "kmem_cache", "size", 256);
    kernel.set(cache, "kmem_cache", "oo.x", 1 << 16 | 32);
    int within = nodes.equals("node") ? 0 : 4;
    kernel.number(cache + kernel.offset("kmem_cache", nodes) + within, node, 4);
    kernel.set(node, "kmem_cache_node", "nr_slabs.counter", 4);
    kernel.set(node, "kmem_cache_node", "total_objects.counter", 128);
    return cache;
  }

  private long slab(int objects, int used) throws IOException {
    long slab = kernel.allocateOnOwnPage("slab");
    kernel.set(slab, "slab", "objects", objects);
    kernel.set(slab, "slab", "inuse", used);
    return slab;
  }

  private long inList(long cache) throws IOException {
    return cache + kernel.offset("kmem_cache", "list");
  }

  private long inSlabs(long slab) throws IOException {
    return slab + kernel.offset("slab", "slab_list");
  }

  private Listing<SlabCache> read() throws IOException {
    return SlabCacheList.read(kernel.open());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsCachesAndWhatTheirSlabsHold(boolean together) throws Exception {
    layOut(together);
    Listing<SlabCache> caches = read();
    assertThat(caches.problems()).isEmpty();
    assertThat(caches.items())
        .containsExactly(
            new SlabCache("dentry", 250, 256, 32, 2, 4, 128, 121, Optional.empty(), dentries),
            new SlabCache("inode_cache", 250, 256, 32, 2, 4, 128, 128, Optional.empty(), inodes));
  }

  @Test
  void aListThatBreaksOffShowsTheCachesBeforeIt() throws Exception {
    kernel.exclude(inodes);
    Listing<SlabCache> caches = read();
    assertThat(caches.items()).extracting(SlabCache::name).containsExactly("dentry");
    assertThat(caches.problems()).last().asString().contains("slab caches breaks off after 2");
  }

  @Test
  void aListThatRunsInACircleEnds() throws Exception {
    kernel.number(inList(inodes), inList(dentries), 4);
    Listing<SlabCache> caches = read();
    assertThat(caches.items()).hasSize(2);
    assertThat(caches.problems()).hasSize(1).first().asString().contains("runs in a circle");
  }

  @Test
  void aNodeThatIsNotInTheImageDoesNotHideTheOtherCache() throws Exception {
    kernel.exclude(dentryNode);
    Listing<SlabCache> caches = read();
    assertThat(caches.items()).extracting(SlabCache::name).containsExactly("inode_cache");
    assertThat(caches.problems()).hasSize(1).first().asString().contains("the list of slab caches");
  }

  @Test
  void partialSlabsThatBreakOffAreToldWithTheirCache() throws Exception {
    kernel.exclude(secondSlab);
    Listing<SlabCache> caches = read();
    assertThat(caches.items()).extracting(SlabCache::used).containsExactly(122L, 128L);
    assertThat(caches.problems()).last().asString().contains("partial slabs of dentry");
  }

  @Test
  void partialSlabsThatRunInACircleAreCountedOnce() throws Exception {
    kernel.number(inSlabs(secondSlab), inSlabs(firstSlab), 4);
    Listing<SlabCache> caches = read();
    assertThat(caches.items()).extracting(SlabCache::used).containsExactly(121L, 128L);
    assertThat(caches.problems()).hasSize(1).first().asString().contains("runs in a circle");
  }
}
