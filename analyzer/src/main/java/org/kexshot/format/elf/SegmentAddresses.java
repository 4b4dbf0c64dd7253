package org.kexshot.format.elf;

import org.kexshot.address.PhysicalRange;

/**
 * The virtual addresses that a core gives for physical memory in {@code p_vaddr}, as {@code
 * /proc/vmcore} does. Readers find the page tables by them: drgn looks for those in the map of the
 * kernel's own image, and all else through them.
 *
 * @param directMap kernel virtual address at which physical memory is mapped from 0 on; 0 if it is
 *     not known
 * @param image the kernel's own image in physical memory, in whole frames; may be empty
 * @param imageOffset what to add to a physical address of the image to get its virtual one
 */
public record SegmentAddresses(long directMap, PhysicalRange image, long imageOffset) {
  /** Nothing is known, and every {@code p_vaddr} is 0. */
  public static final SegmentAddresses UNKNOWN = ofDirectMap(0);

  /** The image is mapped as all else is, or is not known. */
  public static SegmentAddresses ofDirectMap(long directMap) {
    return new SegmentAddresses(directMap, new PhysicalRange(0, 0), directMap);
  }

  /** The virtual address of a physical one; 0 if it is not known. */
  long virtual(long physical) {
    if (image.contains(physical)) {
      return imageOffset + physical;
    }
    return directMap == 0 ? 0 : directMap + physical;
  }

  /** The frame after {@code pfn} from which on virtual addresses no longer follow on. */
  long changeAfter(long pfn) {
    long start = image.start() >>> 12;
    long end = image.end() >>> 12;
    if (pfn < start) {
      return start;
    }
    return pfn < end ? end : Long.MAX_VALUE;
  }
}
