package org.kexshot.kernel.slab;

import java.util.Optional;
import org.kexshot.address.Page;

/**
 * A cache of the slab allocator.
 *
 * @param name as {@code /proc/slabinfo} shows it
 * @param objectSize bytes of an object
 * @param slotSize bytes from one object to the next
 * @param objectsPerSlab objects in a slab of the usual size
 * @param pagesPerSlab pages of such a slab
 * @param slabs number of slabs
 * @param objects objects that the slabs have room for
 * @param used objects in use; those in slabs that a processor works with count as used
 * @param live objects in use without free ones in such slabs; empty if it is not known how many
 * @param address kernel virtual address of its {@code struct kmem_cache}
 */
public record SlabCache(
    String name,
    long objectSize,
    long slotSize,
    long objectsPerSlab,
    long pagesPerSlab,
    long slabs,
    long objects,
    long used,
    Optional<Long> live,
    long address) {
  /** Objects in use, as exactly as is known. */
  public long inUse() {
    return live.orElse(used);
  }

  /** Bytes that its slabs take. */
  long bytes() {
    return slabs * pagesPerSlab * Page.SIZE;
  }
}
