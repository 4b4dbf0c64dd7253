package org.kexshot.kernel.slab;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytes;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.pages;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;

/** Reads the caches of the SLUB allocator. Source: {@code mm/slub.c}. */
public final class SlabCacheList {
  /** Caches of the slab allocator, as {@code /proc/slabinfo} lists them. */
  public static final ObjectKind<SlabCache> KIND =
      ObjectKind.of(
          "slab",
          "slabCaches",
          "List the slab caches of an image, the objects of one cache, or the object at an address.",
          SlabCacheList::read,
          SlabCache::name,
          List.of(
              column("CACHE", text("name", SlabCache::name, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  ">USED",
                  meaning(
                      "with free ones in slabs that processors work with",
                      number("used", SlabCache::used, VOLATILE))),
              meaning("without those", number("live", SlabCache::live, VOLATILE)),
              column(">OBJECTS", number("objects", SlabCache::objects, VOLATILE)),
              column(
                  ">OBJECT SIZE",
                  SlabCache::objectSize,
                  bytes("objectSize", SlabCache::objectSize, COMPARED, INDEXED)),
              bytes("slotSize", SlabCache::slotSize, COMPARED),
              column(">PER SLAB", number("objectsPerSlab", SlabCache::objectsPerSlab, COMPARED)),
              column(
                  ">PAGES",
                  SlabCache::pagesPerSlab,
                  pages("pagesPerSlab", SlabCache::pagesPerSlab, COMPARED)),
              column(">SLABS", number("slabs", SlabCache::slabs, VOLATILE)),
              column(">MEMORY", bytes("bytes", SlabCache::bytes, VOLATILE)),
              meaning(
                  "of its kmem_cache",
                  address("address", SlabCache::address, BOOT_IDENTITY, INDEXED))));

  /** {@code OO_SHIFT}: the order above, the number of objects below. */
  private static final int ORDER_SHIFT = 16;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final Optional<ProcessorSlabs> processorSlabs;

  private SlabCacheList(KernelImage image) {
    this.image = image;
    this.processorSlabs = ProcessorSlabs.of(image);
  }

  /**
   * Reads all caches in the kernel's order.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<SlabCache> read(KernelImage image) throws IOException {
    return new SlabCacheList(image).readAll();
  }

  private Listing<SlabCache> readAll() throws IOException {
    List<SlabCache> caches = new ArrayList<>();
    long offset = image.offset("kmem_cache", "list");
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the list of slab caches",
            image.symbols().require("slab_caches"),
            node -> caches.add(cache(image.struct("kmem_cache", node - offset))));
    return new Listing<>(caches, problems.list());
  }

  private SlabCache cache(KernelStruct cache) throws IOException {
    long shape = cache.number("oo.x");
    Usage usage = usage(cache);
    long used = usage.objects() - usage.free();
    return new SlabCache(
        cache.text("name"),
        cache.number("object_size"),
        cache.number("size"),
        shape & (1 << ORDER_SHIFT) - 1,
        1L << (shape >>> ORDER_SHIFT),
        usage.slabs(),
        usage.objects(),
        used,
        processorSlabs.flatMap(slabs -> slabs.free(cache)).map(free -> used - free),
        cache.address());
  }

  private record Usage(long slabs, long objects, long free) {}

  private Usage usage(KernelStruct cache) throws IOException {
    // In a structure for each node since Linux 7.3.
    boolean together = cache.has("per_node");
    Member nodes = cache.member(together ? "per_node" : "node");
    long stride = nodes.type().element().size();
    long within = together ? image.offset("kmem_cache_per_node_ptrs", "node") : 0;
    long[] sums = new long[3];
    for (long i = 0; i < nodeCount(image, nodes.type()); i++) {
      long node =
          image.memory().readPointer(cache.address() + nodes.offset() + i * stride + within);
      if (node != 0) {
        addNode(cache.text("name"), image.struct("kmem_cache_node", node), sums);
      }
    }
    return new Usage(sums[0], sums[1], sums[2]);
  }

  /** A cache has room for as many nodes as there are, not for as many as its type says. */
  static long nodeCount(KernelImage image, KernelType array) throws IOException {
    OptionalLong known = image.symbols().findData("nr_node_ids");
    long nodes = known.isPresent() ? image.memory().readU32(known.getAsLong()) : 1;
    return Math.min(nodes, array.count());
  }

  private void addNode(String name, KernelStruct node, long[] sums) throws IOException {
    // Counted only with CONFIG_SLUB_DEBUG.
    if (node.has("nr_slabs")) {
      sums[0] += node.number("nr_slabs.counter");
      sums[1] += node.number("total_objects.counter");
    }
    // Slabs are described by a type of their own since 5.17, commit d122019bf061.
    String struct = image.types().findStruct("slab").isPresent() ? "slab" : "page";
    String link = struct.equals("slab") ? "slab_list" : "lru";
    long offset = image.offset(struct, link);
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the list of partial slabs of %s at 0x%x".formatted(name, node.address()),
            node.addressOf("partial"),
            at -> {
              KernelStruct slab = image.struct(struct, at - offset);
              sums[2] += slab.number("objects") - slab.number("inuse");
            });
  }
}
