package org.kexshot.kernel.slab;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.mm.DirectMap;
import org.kexshot.kernel.mm.PageDescriptors;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.PerCpu;

/**
 * Counts the free objects of slabs that processors work with, which the allocator counts as used.
 * Cost: for each cache and processor some ten reads, one for each free object, and a few for each
 * slab kept back. Source: {@code struct kmem_cache_cpu} in {@code mm/slub.c}.
 */
final class ProcessorSlabs {
  private final KernelImage image;
  private final PerCpu processors;
  private final DirectMap directMap;
  private final PageDescriptors descriptors;
  private final String struct;

  private ProcessorSlabs(KernelImage image) throws IOException {
    this.image = image;
    this.processors = new PerCpu(image);
    this.directMap = new DirectMap(image);
    this.descriptors = new PageDescriptors(image);
    this.struct = SlabPages.struct(image);
  }

  /** Those of an image; empty if it does not tell where slabs lie. */
  static Optional<ProcessorSlabs> of(KernelImage image) {
    try {
      return Optional.of(new ProcessorSlabs(image));
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** The free objects of a cache; empty if a list of them cannot be followed. */
  Optional<Long> free(KernelStruct cache) {
    Problems problems = new Problems();
    try {
      long free = SlabSheaves.objects(image, cache, problems).size();
      if (cache.has("cpu_slab")) {
        for (int i = 0; i < processors.count(); i++) {
          long own = processors.address(cache.pointer("cpu_slab"), i);
          free += freeOf(cache, image.struct("kmem_cache_cpu", own), problems);
        }
      }
      return problems.list().isEmpty() ? Optional.of(free) : Optional.empty();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  private long freeOf(KernelStruct cache, KernelStruct own, Problems problems) throws IOException {
    long free = 0;
    long active = own.pointer(own.has("slab") ? "slab" : "page");
    if (active != 0) {
      KernelStruct slab = image.struct(struct, active);
      free += freeInList(cache, slab, own.pointer("freelist"), problems) + freeInSlab(slab);
    }
    if (own.has("partial")) {
      AddressSet seen = new AddressSet();
      long at = own.pointer("partial");
      while (at != 0 && seen.add(at)) {
        KernelStruct slab = image.struct(struct, at);
        free += freeInSlab(slab);
        at = slab.pointer("next");
      }
    }
    return free;
  }

  private long freeInList(KernelStruct cache, KernelStruct slab, long head, Problems problems)
      throws IOException {
    long padding = cache.has("red_left_pad") ? cache.number("red_left_pad") : 0;
    long first = directMap.address(descriptors.pfn(slab.address()) << Page.SHIFT) + padding;
    FreeSlots slots = new FreeSlots(cache, first, slab.number("objects"));
    slots.follow(head, problems);
    return slots.count();
  }

  private static long freeInSlab(KernelStruct slab) throws IOException {
    return slab.number("objects") - slab.number("inuse");
  }
}
