package org.kexshot.kernel.slab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.types.Member;

/**
 * The objects of a slab cache that the allocator keeps back for its processors: freed, but not
 * given back to their slabs, whose own lists count them as in use. They lie as addresses in
 * sheaves, some for each processor and more in a barn for each node (since 6.18). A sheaf that
 * waits for a grace period is on no list. Source: {@code mm/slub.c}, {@code struct slab_sheaf}.
 */
final class SlabSheaves {
  private static final List<String> OF_A_PROCESSOR = List.of("main", "spare", "rcu_free");

  /** More than any kernel's sheaves hold. */
  private static final long MAX_OBJECTS = 4096;

  private final KernelImage image;
  private final KernelStruct cache;
  private final Problems problems;
  private final NavigableSet<Long> objects = new TreeSet<>();

  private SlabSheaves(KernelImage image, KernelStruct cache, Problems problems) {
    this.image = image;
    this.cache = cache;
    this.problems = problems;
  }

  /** The addresses of the objects kept back of a cache; none of a kernel without sheaves. */
  static NavigableSet<Long> objects(KernelImage image, KernelStruct cache, Problems problems)
      throws IOException {
    SlabSheaves sheaves = new SlabSheaves(image, cache, problems);
    if (cache.has("cpu_sheaves")) {
      sheaves.readProcessors();
    }
    if (image.types().findStruct("node_barn").isPresent()) {
      sheaves.readBarns();
    }
    return sheaves.objects;
  }

  private void readProcessors() throws IOException {
    long pointer = cache.pointer("cpu_sheaves");
    if (pointer == 0) {
      return;
    }
    PerCpu processors = new PerCpu(image);
    for (int i = 0; i < processors.count(); i++) {
      KernelStruct own = image.struct("slub_percpu_sheaves", processors.address(pointer, i));
      for (String member : OF_A_PROCESSOR) {
        try {
          if (own.has(member) && own.pointer(member) != 0) {
            add(own.pointer(member));
          }
        } catch (IOException fault) {
          problems.add("a sheaf of %s: %s", cache.text("name"), fault.getMessage());
        }
      }
    }
  }

  private void readBarns() throws IOException {
    boolean together = cache.has("per_node");
    Member nodes = cache.member(together ? "per_node" : "node");
    long stride = nodes.type().element().size();
    for (long i = 0; i < SlabCacheList.nodeCount(image, nodes.type()); i++) {
      long place = cache.address() + nodes.offset() + i * stride;
      try {
        long barn = together ? barnBeside(place) : barnOf(image.memory().readPointer(place));
        if (barn != 0) {
          readBarn(barn);
        }
      } catch (IOException fault) {
        problems.add("the barn of node %d of %s: %s", i, cache.text("name"), fault.getMessage());
      }
    }
  }

  /** Beside the pointer to the node (7.1). */
  private long barnBeside(long place) throws IOException {
    return image.struct("kmem_cache_per_node_ptrs", place).pointer("barn");
  }

  /** In what the pointer to the node leads to (6.18 to 7.0). */
  private long barnOf(long node) throws IOException {
    return node == 0 ? 0 : image.struct("kmem_cache_node", node).pointer("barn");
  }

  private void readBarn(long barn) throws IOException {
    long link = image.offset("slab_sheaf", "barn_list");
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the list of full sheaves at 0x%x".formatted(barn),
            image.struct("node_barn", barn).addressOf("sheaves_full"),
            node -> add(node - link));
  }

  private void add(long address) throws IOException {
    KernelStruct sheaf = image.struct("slab_sheaf", address);
    long size = sheaf.number("size");
    if (size > MAX_OBJECTS) {
      problems.add(
          "the sheaf at 0x%x of %s says that it holds %d objects",
          address, cache.text("name"), size);
      return;
    }
    int word = image.memory().pointerSize();
    ByteBuffer held =
        ByteBuffer.wrap(image.memory().readBytes(sheaf.addressOf("objects"), (int) size * word))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (held.hasRemaining()) {
      objects.add(word == 4 ? Integer.toUnsignedLong(held.getInt()) : held.getLong());
    }
  }
}
