package org.kexshot.owner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.DescriptorRun;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.kernel.mm.PageDescriptors;
import org.kexshot.kernel.pagecache.InodeNames;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kind.Listing;
import org.kexshot.memory.MemoryFault;

/**
 * Says of each page frame who uses it: from its page descriptor where that tells, else from what
 * the kernel uses for itself. Making it walks the page tables of all processes and the lists of
 * modules and vmalloc areas; a question costs a few reads, up to some dozens for memory of
 * processes. The first question that these leave open costs what {@link PointedPages} does. For one
 * thread.
 */
public final class FrameOwners {

  private final KernelImage image;
  private final PageDescriptors descriptors;
  private final FrameRanges kernelFrames;
  private final KernelSections sections;
  private final FileNames files;
  private final AnonymousOwners anonymous;
  private final FreePages free;
  private final Map<Long, FrameOwner> slabs = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private FrameRanges pointed;
  private final long slabFlag;
  private final long reservedFlag;
  private final long poisonFlag;
  private final long listFlag;

  private FrameOwners(KernelImage image) throws IOException {
    Listing<Task> listing = TaskList.read(image);
    problems.addAll(listing.problems());
    List<Task> tasks = listing.items();
    this.image = image;
    this.descriptors = new PageDescriptors(image);
    this.kernelFrames = KernelFrames.gather(image, descriptors, tasks, problems);
    this.sections = new KernelSections(image);
    InodeNames names = new InodeNames(image);
    problems.addAll(names.problems());
    this.files = new FileNames(image, names);
    this.anonymous = new AnonymousOwners(image, tasks);
    this.free = new FreePages(image, descriptors);
    this.slabFlag = descriptors.mask("PG_slab");
    this.reservedFlag = descriptors.mask("PG_reserved");
    this.poisonFlag = descriptors.mask("PG_hwpoison");
    this.listFlag = descriptors.mask("PG_lru");
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
   * known and the name is empty; without the frame's descriptor it is unknown.
   *
   * @throws IOException if the underlying file fails
   */
  public FrameOwner owner(long pfn) throws IOException {
    return named(pfn, answer(pfn));
  }

  /**
   * The memory area that an anonymous page is mapped in.
   *
   * @return its {@code vm_area_struct}; empty if the page is none, or the image lacks what tells
   * @throws IOException if the underlying file fails
   */
  public Optional<KernelStruct> area(long pfn) throws IOException {
    Answer answer = withoutPointers(pfn);
    if (answer.kind != OwnerKind.ANONYMOUS || answer.head.isMerged()) {
      return Optional.empty();
    }
    try {
      return anonymous.area(answer.head.pointer(), index(pfn, answer.head), pfn);
    } catch (MemoryFault absent) {
      return Optional.empty();
    }
  }

  /**
   * The descriptor of the slab that a frame is of.
   *
   * @return its first page's; empty if the frame is of none
   * @throws IOException if the underlying file fails
   */
  public Optional<PageDescriptor> slabHead(long pfn) throws IOException {
    Answer answer = withoutPointers(pfn);
    return answer.kind == OwnerKind.SLAB ? Optional.of(answer.head) : Optional.empty();
  }

  /** The first frame of a slab. */
  public long firstFrame(PageDescriptor slab) {
    return descriptors.pfn(slab.address());
  }

  private FrameOwner named(long pfn, Answer answer) throws IOException {
    PageDescriptor head = answer.head;
    return switch (answer.kind) {
      case SLAB -> slab(head.address());
      case ANONYMOUS -> anonymous(pfn, head);
      case PAGE_CACHE -> cached(pfn, head);
      case HUGE_PAGE -> huge(pfn, head);
      case KERNEL_TEXT, KERNEL_READ_ONLY, KERNEL_DATA -> sections.owner(pfn, answer.kind);
      default -> answer.listed != null ? answer.listed : FrameOwner.of(answer.kind);
    };
  }

  /**
   * What a page frame is used for; quicker than {@link #owner}, since nothing is named. Shared
   * memory counts as page cache here.
   *
   * @throws IOException if the underlying file fails, or the frame's own descriptor is not there
   */
  public OwnerKind kind(long pfn) throws IOException {
    return answer(pfn).kind;
  }

  /**
   * As {@link #kind}, without ever looking for pointers: pages that only they tell of are {@link
   * OwnerKind#UNKNOWN}.
   *
   * @throws IOException if the underlying file fails
   */
  public OwnerKind kindAtOnce(long pfn) throws IOException {
    return withoutPointers(pfn).kind;
  }

  /**
   * One past the last of the frames from this one on of which nothing is known, since the image
   * lacks their descriptors; the frame itself if it has its own.
   */
  long unknownEnd(long pfn) throws IOException {
    return descriptors.missingEnd(pfn);
  }

  /** One past the last frame that the kernel describes; beyond, a file may claim anything. */
  long describedEnd() {
    List<DescriptorRun> runs = descriptors.runs();
    return runs.isEmpty() ? 0 : runs.get(runs.size() - 1).endPfn();
  }

  /**
   * One past the last of the frames from this one on of which it is known, without asking about
   * each, that one owner has them all.
   *
   * @param kind of the frame
   */
  long alikeEnd(long pfn, OwnerKind kind) throws IOException {
    if (pfn >= describedEnd()) {
      return kernelFrames.runEnd(pfn);
    }
    return kind == OwnerKind.UNKNOWN ? Math.max(pfn + 1, unknownEnd(pfn)) : pfn + 1;
  }

  /**
   * Owners of the frames of a set from {@link #describedEnd} on. Cost: O(ranges), not O(frames).
   */
  Map<FrameOwner, Long> ofUndescribed(PfnSet frames) {
    PfnSet rest = frames.copy();
    rest.removeRange(0, describedEnd());
    Map<FrameOwner, Long> counts = new HashMap<>();
    kernelFrames.forEach(
        (start, end, owner) -> {
          long pages = rest.removeRange(start, end);
          if (pages > 0) {
            counts.merge(owner, pages, Long::sum);
          }
        });
    long others = rest.count();
    if (others > 0) {
      counts.put(FrameOwner.of(OwnerKind.RESERVED), others);
    }
    return counts;
  }

  /**
   * What is known before names are looked up.
   *
   * @param head the descriptor of the page or of its compound page's head; null if it has none
   * @param listed the owner that the kernel's own lists tell; null if they do not
   */
  private record Answer(OwnerKind kind, PageDescriptor head, FrameOwner listed) {}

  private Answer answer(long pfn) throws IOException {
    Answer answer = withoutPointers(pfn);
    if (answer.kind != OwnerKind.UNKNOWN || answer.head == null) {
      return answer;
    }
    FrameOwner owner = pointed().find(pfn);
    return owner == null ? answer : new Answer(owner.kind(), answer.head, owner);
  }

  private Answer withoutPointers(long pfn) throws IOException {
    try {
      return decide(pfn);
    } catch (MemoryFault absent) {
      return new Answer(OwnerKind.UNKNOWN, null, null);
    }
  }

  private FrameRanges pointed() throws IOException {
    if (pointed == null) {
      pointed = PointedPages.find(image, descriptors, new WithoutPointers());
    }
    return pointed;
  }

  private final class WithoutPointers implements PointedPages.Known {
    @Override
    public OwnerKind kind(long pfn) throws IOException {
      return withoutPointers(pfn).kind;
    }

    @Override
    public long freeEnd(long pfn) throws IOException {
      long address = descriptors.address(pfn);
      if (address == 0) {
        return pfn + 1;
      }
      try {
        long blockEnd = free.blockEnd(pfn, descriptors.read(address));
        return descriptors.unusedEnd(pfn + 1, blockEnd, slabFlag | reservedFlag | poisonFlag);
      } catch (MemoryFault absent) {
        return pfn + 1;
      }
    }

    @Override
    public FrameOwner owner(long pfn) throws IOException {
      return named(pfn, withoutPointers(pfn));
    }
  }

  private Answer decide(long pfn) throws IOException {
    long address = descriptors.address(pfn);
    if (address == 0) {
      FrameOwner listed = kernelFrames.find(pfn);
      return new Answer(listed == null ? OwnerKind.RESERVED : listed.kind(), null, listed);
    }
    PageDescriptor page = descriptors.read(address);
    PageDescriptor head = page.isTail() ? descriptors.read(page.headAddress()) : page;
    OwnerKind told = told(page, head);
    if (told != null) {
      return new Answer(told, head, null);
    }
    // First, since the kernel gives back what it need not have of memory that it lists as its own.
    if (free.isInsideFreeBlock(pfn, page)) {
      return new Answer(OwnerKind.FREE, head, null);
    }
    FrameOwner listed = kernelFrames.find(pfn);
    if (listed != null) {
      return new Answer(listed.kind(), head, listed);
    }
    if ((page.flags() & reservedFlag) != 0) {
      // What is needed while the kernel starts only is given to the allocator and not reserved.
      OwnerKind section = sections.kind(pfn);
      return new Answer(section == null ? OwnerKind.RESERVED : section, head, null);
    }
    return new Answer(OwnerKind.UNKNOWN, head, null);
  }

  /** What the descriptor tells; null if it does not. */
  private OwnerKind told(PageDescriptor page, PageDescriptor head) throws IOException {
    if (free.isBuddy(page)) {
      return OwnerKind.FREE;
    }
    if (free.isHuge(head)) {
      return OwnerKind.HUGE_PAGE;
    }
    if ((head.flags() & slabFlag) != 0 || free.isSlab(head)) {
      return OwnerKind.SLAB;
    }
    if ((page.flags() & poisonFlag) != 0 || free.isOffline(page)) {
      return OwnerKind.OFFLINE;
    }
    if ((page.flags() & reservedFlag) != 0) {
      return null;
    }
    // Until the allocator takes a page back, its descriptor says so even where nothing refers to
    // it.
    if (head.isAnonymous()) {
      return OwnerKind.ANONYMOUS;
    }
    boolean cached = head.isOfFile() && head.references() != 0 || (head.flags() & listFlag) != 0;
    return cached ? OwnerKind.PAGE_CACHE : null;
  }

  private FrameOwner anonymous(long pfn, PageDescriptor head) throws IOException {
    if (head.isMerged()) {
      return FrameOwner.of(OwnerKind.ANONYMOUS, "merged by KSM");
    }
    if (head.references() == 0) {
      // On its way to the allocator: what it was mapped by may be gone already.
      return FrameOwner.of(OwnerKind.ANONYMOUS);
    }
    return attempt(
        OwnerKind.ANONYMOUS, () -> anonymous.owner(head.pointer(), index(pfn, head), pfn));
  }

  /** What was cut off its file stays listed for reclaim while somebody still refers to it. */
  private FrameOwner cached(long pfn, PageDescriptor head) throws IOException {
    long place = index(pfn, head) << Page.SHIFT;
    if (!head.isOfFile()) {
      return new FrameOwner(OwnerKind.PAGE_CACHE, "of no file any more", place);
    }
    return attempt(
        OwnerKind.PAGE_CACHE,
        () -> {
          FrameOwner file = files.owner(head.pointer());
          return new FrameOwner(file.kind(), file.name(), place);
        });
  }

  private FrameOwner huge(long pfn, PageDescriptor head) throws IOException {
    if (head.isOfFile()) {
      return attempt(OwnerKind.HUGE_PAGE, () -> files.owner(head.pointer()));
    }
    if (head.references() == 0 || !head.isAnonymous()) {
      return FrameOwner.of(OwnerKind.HUGE_PAGE, "in no use");
    }
    return attempt(
        OwnerKind.HUGE_PAGE,
        () -> {
          FrameOwner process = anonymous(pfn, head);
          return new FrameOwner(OwnerKind.HUGE_PAGE, process.name(), process.place());
        });
  }

  /** The page's number in what owns it; only the head of a compound page has one. */
  private long index(long pfn, PageDescriptor head) {
    return head.index() + pfn - descriptors.pfn(head.address());
  }

  /** What could not be read, so that its pages are {@link OwnerKind#UNKNOWN}; empty if nothing. */
  public List<String> problems() {
    return List.copyOf(problems);
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
    return attempt(OwnerKind.SLAB, () -> slabOf(head));
  }

  private FrameOwner slabOf(long head) throws IOException {
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
