package org.kexshot.owner;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Task;
import org.kexshot.kernel.TaskList;
import org.kexshot.memory.MemoryFault;

/**
 * Says of each page frame who uses it: from its page descriptor where that tells, else from what
 * the kernel uses for itself. Making it walks the page tables of all processes and the lists of
 * modules and vmalloc areas; a question costs a few reads, up to some dozens for memory of
 * processes. For one thread.
 */
public final class FrameOwners {
  private static final int PAGE_SHIFT = 12;

  private final KernelImage image;
  private final PageDescriptors descriptors;
  private final FrameRanges kernelFrames;
  private final ImageSections sections;
  private final FileNames files;
  private final AnonymousOwners anonymous;
  private final FreePages free;
  private final Map<Long, FrameOwner> slabs = new HashMap<>();
  private final long slabFlag;
  private final long reservedFlag;
  private final long poisonFlag;

  private FrameOwners(KernelImage image) throws IOException {
    List<Task> tasks = TaskList.read(image).items();
    this.image = image;
    this.descriptors = new PageDescriptors(image);
    this.kernelFrames = KernelFrames.gather(image, descriptors, tasks);
    this.sections = new ImageSections(image);
    this.files = new FileNames(image);
    this.anonymous = new AnonymousOwners(image, tasks);
    this.free = new FreePages(image, descriptors);
    this.slabFlag = descriptors.mask("PG_slab");
    this.reservedFlag = descriptors.mask("PG_reserved");
    this.poisonFlag = descriptors.mask("PG_hwpoison");
  }

  /**
   * Prepares to answer.
   *
   * @throws IOException if page descriptors, symbols or types cannot be found
   */
  public static FrameOwners of(KernelImage image) throws IOException {
    return new FrameOwners(image);
  }

  /**
   * Who uses a page frame. Where memory that would tell is not in the image, the kind may still be
   * known and the name is empty.
   *
   * @throws IOException if the underlying file fails, or the frame's own descriptor is not there
   */
  public FrameOwner owner(long pfn) throws IOException {
    long address = descriptors.address(pfn);
    if (address == 0) {
      FrameOwner inKernel = kernelFrames.find(pfn);
      return inKernel != null ? inKernel : FrameOwner.of(OwnerKind.RESERVED);
    }
    PageDescriptor page = descriptors.read(address);
    PageDescriptor head = page.isTail() ? descriptors.read(page.headAddress()) : page;
    FrameOwner told = told(pfn, page, head);
    if (told != null) {
      return told;
    }
    FrameOwner kernel = kernelFrames.find(pfn);
    if (kernel != null) {
      return kernel;
    }
    FrameOwner section = sections.find(pfn);
    if (section != null) {
      return section;
    }
    if ((page.flags() & reservedFlag) != 0) {
      return FrameOwner.of(OwnerKind.RESERVED);
    }
    return free.isInsideFreeBlock(pfn, page)
        ? FrameOwner.of(OwnerKind.FREE)
        : FrameOwner.of(OwnerKind.UNKNOWN);
  }

  /** What the descriptor tells; null if it does not. */
  private FrameOwner told(long pfn, PageDescriptor page, PageDescriptor head) throws IOException {
    if (free.isHuge(head)) {
      return head.isOfFile()
          ? files.owner(head.pointer())
          : FrameOwner.of(OwnerKind.HUGE_PAGE, "in no use");
    }
    if ((head.flags() & slabFlag) != 0 || free.isSlab(head)) {
      return slab(head.address());
    }
    if (free.isBuddy(page)) {
      return FrameOwner.of(OwnerKind.FREE);
    }
    if ((page.flags() & poisonFlag) != 0 || free.isOffline(page)) {
      return FrameOwner.of(OwnerKind.OFFLINE);
    }
    if (head.references() == 0 || (page.flags() & reservedFlag) != 0) {
      return null;
    }
    long inCompound =
        page.isTail() ? descriptors.pfn(page.address()) - descriptors.pfn(head.address()) : 0;
    long index = head.index() + inCompound;
    if (head.isAnonymous()) {
      return attempt(OwnerKind.ANONYMOUS, () -> anonymous.owner(head.pointer(), index, pfn));
    }
    if (head.isOfFile() && sections.find(pfn) == null) {
      return attempt(
          OwnerKind.PAGE_CACHE,
          () -> {
            FrameOwner file = files.owner(head.pointer());
            return new FrameOwner(file.kind(), file.name(), index << PAGE_SHIFT);
          });
    }
    return null;
  }

  private interface Question {
    FrameOwner ask() throws IOException;
  }

  private static FrameOwner attempt(OwnerKind kind, Question question) throws IOException {
    try {
      return question.ask();
    } catch (MemoryFault absent) {
      return FrameOwner.of(kind);
    }
  }

  private FrameOwner slab(long head) throws IOException {
    String struct = image.types().findStruct("slab").isPresent() ? "slab" : "page";
    KernelStruct slab = image.struct(struct, head);
    long cache = slab.pointer("slab_cache");
    FrameOwner owner = slabs.get(cache);
    if (owner == null) {
      owner =
          attempt(
              OwnerKind.SLAB,
              () -> FrameOwner.of(OwnerKind.SLAB, image.struct("kmem_cache", cache).text("name")));
      slabs.put(cache, owner);
    }
    return owner;
  }
}
