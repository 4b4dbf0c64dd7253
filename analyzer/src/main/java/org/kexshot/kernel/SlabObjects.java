package org.kexshot.kernel;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the objects in use of a slab cache, whether or not anything points to them. Cost: that of
 * {@link SlabPages}, and one read for each free object. Source: {@code mm/slub.c}.
 */
final class SlabObjects {
  private final KernelImage image;
  private final Problems problems;
  private final SlabPages pages;
  private final DirectMap directMap;

  SlabObjects(KernelImage image, Problems problems) throws IOException {
    this.image = image;
    this.problems = problems;
    this.pages = new SlabPages(image, problems);
    this.directMap = new DirectMap(image);
  }

  /** Visits the addresses of a cache's objects in use. */
  void forEach(KernelStruct cache, LinkedNodes.Visitor visitor) throws IOException {
    long slot = cache.number("size");
    // Red zones, for debugging, lie before each object.
    long padding = cache.has("red_left_pad") ? cache.number("red_left_pad") : 0;
    Map<Long, Long> processorLists = processorLists(cache);
    pages.forEach(
        cache,
        (slab, physical) -> {
          long first = directMap.address(physical) + padding;
          long count = slab.number("objects");
          FreeSlots free = new FreeSlots(cache, first, count);
          free.follow(slab.pointer("freelist"), problems);
          free.follow(processorLists.getOrDefault(slab.address(), 0L), problems);
          for (int i = 0; i < count; i++) {
            if (!free.contains(i)) {
              visitOne(first + i * slot, visitor);
            }
          }
        });
  }

  private void visitOne(long object, LinkedNodes.Visitor visitor) {
    try {
      visitor.visit(object);
    } catch (IOException fault) {
      problems.add("the object at 0x%x: %s", object, fault.getMessage());
    }
  }

  /** What each processor keeps for itself of the slab that it takes objects from. */
  private Map<Long, Long> processorLists(KernelStruct cache) throws IOException {
    Map<Long, Long> lists = new HashMap<>();
    if (!cache.has("cpu_slab")) {
      return lists;
    }
    PerCpu processors = new PerCpu(image);
    for (int i = 0; i < processors.count(); i++) {
      KernelStruct own =
          image.struct("kmem_cache_cpu", processors.address(cache.pointer("cpu_slab"), i));
      lists.put(own.pointer(own.has("slab") ? "slab" : "page"), own.pointer("freelist"));
    }
    return lists;
  }
}
