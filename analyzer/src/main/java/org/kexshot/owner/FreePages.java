package org.kexshot.owner;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.kernel.mm.PageDescriptors;
import org.kexshot.types.KernelType;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Tells by page descriptors whether a page is free, and what the type field says of others. The
 * values come from VMCOREINFO.
 */
final class FreePages {
  /** {@code MAX_ORDER} of every kernel is below. */
  private static final int ORDERS = 11;

  private final KernelImage image;
  private final PageDescriptors descriptors;
  private final OptionalLong buddy;
  private final OptionalLong offline;
  private final OptionalLong slab;
  private final OptionalLong hugeDestructor;
  private final OptionalLong hugeType;
  private final long headFlag;

  // The free block that was met last: the next frame is mostly in it too.
  private long lastBlock;
  private long lastBlockEnd;

  FreePages(KernelImage image, PageDescriptors descriptors) {
    this.image = image;
    this.descriptors = descriptors;
    Vmcoreinfo info = image.vmcoreinfo();
    this.buddy = info.constant("PAGE_BUDDY_MAPCOUNT_VALUE");
    this.offline = info.constant("PAGE_OFFLINE_MAPCOUNT_VALUE");
    this.slab = info.constant("PAGE_SLAB_MAPCOUNT_VALUE");
    this.hugeType = info.constant("PAGE_HUGETLB_MAPCOUNT_VALUE");
    this.hugeDestructor = info.constant("HUGETLB_PAGE_DTOR");
    this.headFlag = descriptors.mask("PG_head");
  }

  boolean isBuddy(PageDescriptor page) {
    return has(page, buddy);
  }

  /** One past the last frame of the free block that begins here; the next one if none does. */
  long blockEnd(long pfn, PageDescriptor page) {
    return isBuddy(page) ? pfn + (1L << Math.min(page.order(), ORDERS)) : pfn + 1;
  }

  boolean isOffline(PageDescriptor page) {
    return has(page, offline);
  }

  /** A slab's mark since 6.10; before, a flag tells. */
  boolean isSlab(PageDescriptor head) {
    return has(head, slab);
  }

  /** Whether the page is the head of one of hugetlbfs. */
  boolean isHuge(PageDescriptor head) throws IOException {
    if (has(head, hugeType)) {
      return true;
    }
    if (hugeDestructor.isEmpty() || (head.flags() & headFlag) == 0) {
      return false;
    }
    KernelStruct second = image.struct("page", head.address() + descriptors.size());
    KernelType page = second.type();
    return page.member("compound_dtor").isPresent()
        && second.number("compound_dtor") == hugeDestructor.getAsLong();
  }

  private static boolean has(PageDescriptor page, OptionalLong value) {
    return value.isPresent() && page.type() == (int) value.getAsLong();
  }

  /**
   * Whether a page lies inside a free block of the buddy allocator, of which only the first page is
   * marked. That nothing refers to a page does not tell: so it is with all but the first page of
   * many kernel allocations.
   */
  boolean isInsideFreeBlock(long pfn, PageDescriptor page) throws IOException {
    if (page.references() != 0 || page.isTail()) {
      return false;
    }
    if (pfn > lastBlock && pfn < lastBlockEnd) {
      return true;
    }
    for (int order = 1; order <= ORDERS; order++) {
      long head = pfn & -(1L << order);
      long address = head == pfn ? 0 : descriptors.address(head);
      if (address != 0) {
        PageDescriptor first = descriptors.read(address);
        if (isBuddy(first)) {
          lastBlock = head;
          lastBlockEnd = head + (1L << Math.min(first.order(), ORDERS));
          return pfn < lastBlockEnd;
        }
      }
    }
    return false;
  }
}
