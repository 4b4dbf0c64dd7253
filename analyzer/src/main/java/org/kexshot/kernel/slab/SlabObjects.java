package org.kexshot.kernel.slab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.mm.DirectMap;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.kernel.mm.PageDescriptors;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.kind.Listing;
import org.kexshot.types.TypeException;

/**
 * Finds the objects of a slab cache, whether or not anything points to them, and tells those in use
 * from free ones. Cost: that of {@link SlabPages}, and one read for each free object. Source:
 * {@code mm/slub.c}.
 */
public final class SlabObjects {

  private final KernelImage image;
  private final Problems problems;
  private final DirectMap directMap;
  private final Map<Long, KeptBack> keptBackBy = new HashMap<>();

  public SlabObjects(KernelImage image, Problems problems) throws IOException {
    this.image = image;
    this.problems = problems;
    this.directMap = new DirectMap(image);
  }

  /**
   * Reads all objects of a cache, in ascending order; those that are free too.
   *
   * @throws IOException if page descriptors cannot be found
   */
  public static Listing<SlabObject> read(KernelImage image, SlabCache cache) throws IOException {
    Problems problems = new Problems();
    List<SlabObject> objects = new ArrayList<>();
    new SlabObjects(image, problems)
        .forEachSlot(image.struct("kmem_cache", cache.address()), objects::add);
    return new Listing<>(objects, problems.list());
  }

  /**
   * The object that an address of the direct map lies in; empty if it is in no slab, or in what is
   * left over at a slab's end.
   *
   * @throws IOException if page descriptors cannot be found, or the slab's cannot be read
   */
  public static Optional<SlabObject> at(KernelImage image, long address) throws IOException {
    SlabObjects objects = new SlabObjects(image, new Problems());
    PageDescriptors descriptors = new PageDescriptors(image);
    long page = descriptors.address(objects.directMap.physical(address) >>> Page.SHIFT);
    if (page == 0) {
      return Optional.empty();
    }
    PageDescriptor own = descriptors.read(page);
    PageDescriptor head = own.isTail() ? descriptors.read(own.headAddress()) : own;
    if (!new SlabPages(image, objects.problems).isSlab(head)) {
      return Optional.empty();
    }
    List<SlabObject> slots = new ArrayList<>();
    KernelStruct slab = image.struct(SlabPages.struct(image), head.address());
    KernelStruct cache = image.struct("kmem_cache", slab.pointer("slab_cache"));
    objects.visitSlab(
        cache,
        slab,
        descriptors.pfn(head.address()) << Page.SHIFT,
        objects.keptBack(cache),
        objects.problems,
        slots::add);
    long slotSize = cache.number("size");
    return slots.stream()
        .filter(slot -> Long.compareUnsigned(address - slot.address(), slotSize) < 0)
        .findFirst();
  }

  /** Visits the addresses of a cache's objects in use. */
  public void forEach(KernelStruct cache, LinkedNodes.Visitor visitor) throws IOException {
    forEachSlot(
        cache,
        slot -> {
          if (slot.used()) {
            visitOne(slot.address(), visitor);
          }
        });
  }

  /**
   * Which objects of one slab are in use. What a cache keeps back is read once for all its slabs.
   *
   * @param slab the descriptor of its first page
   * @param physical address of its first byte
   * @return by the number of the object in the slab
   * @throws IOException if its cache or its list of free objects cannot be read
   */
  public BitSet used(KernelStruct slab, long physical) throws IOException {
    KernelStruct cache = image.struct("kmem_cache", slab.pointer("slab_cache"));
    KeptBack kept = keptBackBy.get(cache.address());
    if (kept == null) {
      kept = keptBack(cache);
      keptBackBy.put(cache.address(), kept);
    }
    Problems damage = new Problems();
    BitSet used = new BitSet();
    long slotSize = cache.number("size");
    visitSlab(
        cache,
        slab,
        physical,
        kept,
        damage,
        slot -> used.set((int) ((slot.address() - slot.slab()) / slotSize), slot.used()));
    if (!damage.isWhole()) {
      throw new TypeException(damage.list().get(0));
    }
    return used;
  }

  private interface SlotVisitor {
    void visit(SlabObject slot);
  }

  private void forEachSlot(KernelStruct cache, SlotVisitor visitor) throws IOException {
    KeptBack keptBack = keptBack(cache);
    new SlabPages(image, problems)
        .forEach(
            cache,
            (slab, physical) -> visitSlab(cache, slab, physical, keptBack, problems, visitor));
  }

  private void visitSlab(
      KernelStruct cache,
      KernelStruct slab,
      long physical,
      KeptBack keptBack,
      Problems damage,
      SlotVisitor visitor)
      throws IOException {
    // Red zones, for debugging, lie before each object.
    long padding = cache.has("red_left_pad") ? cache.number("red_left_pad") : 0;
    long first = directMap.address(physical) + padding;
    long count = slab.number("objects");
    FreeSlots free = new FreeSlots(cache, first, count);
    free.follow(slab.pointer("freelist"), damage);
    free.follow(keptBack.lists().getOrDefault(slab.address(), 0L), damage);
    free.addAll(keptBack.objects());
    String name = cache.text("name");
    long size = cache.number("object_size");
    long slotSize = cache.number("size");
    for (int i = 0; i < count; i++) {
      visitor.visit(new SlabObject(name, first + i * slotSize, size, !free.contains(i), first));
    }
  }

  private void visitOne(long object, LinkedNodes.Visitor visitor) {
    try {
      visitor.visit(object);
    } catch (IOException fault) {
      problems.add("the object at 0x%x: %s", object, fault.getMessage());
    }
  }

  /**
   * What is free and not in a slab's own list.
   *
   * @param lists for the address of a slab's descriptor the first of a chain of objects
   * @param objects addresses of others
   */
  private record KeptBack(Map<Long, Long> lists, NavigableSet<Long> objects) {}

  private KeptBack keptBack(KernelStruct cache) throws IOException {
    // Of SLAB, which was removed in 6.8, commit 16a1d968358a.
    if (cache.has("cpu_cache")) {
      throw new TypeException(
          "the kernel's allocator of objects is SLAB, which keeps free ones in another way than"
              + " SLUB; which of its objects are free is not known");
    }
    return new KeptBack(processorLists(cache), SlabSheaves.objects(image, cache, problems));
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
