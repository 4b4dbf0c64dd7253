package org.kexshot.owner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.DescriptorRun;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.mm.DirectMap;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.kernel.mm.PageDescriptors;
import org.kexshot.memory.MemoryFault;

/**
 * Pages that the kernel took whole and that neither descriptor nor list tells of: hash tables,
 * rings of drivers, buffers, stacks of interrupts. Each is named by the first pointer to it, to its
 * first byte or to its descriptor, that is met in the kernel's own data, its modules, per-cpu and
 * vmalloc memory, its slabs, and in such pages themselves. Cost: reads all of that memory once.
 */
final class PointedPages {

  /** {@code MAX_ORDER}: no block of the allocator has more pages. */
  private static final int MAX_BLOCK = 1 << 10;

  /** Where pointers are looked for; those that say most of what they point to come first. */
  private static final List<OwnerKind> SOURCES =
      List.of(
          OwnerKind.KERNEL_DATA,
          OwnerKind.MODULE,
          OwnerKind.PER_CPU,
          OwnerKind.VMALLOC,
          OwnerKind.SLAB);

  private final KernelImage image;
  private final PageDescriptors descriptors;
  private final DirectMap directMap;
  private final long memoryEnd;
  private final boolean wide;
  private final PfnSet candidates;
  private final Map<OwnerKind, PfnSet> sources = new EnumMap<>(OwnerKind.class);
  private final FrameRanges.Builder found = new FrameRanges.Builder();
  private final byte[] page = new byte[Page.SIZE];
  private final LongBuffer view =
      ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
  private final long[] words = new long[Page.SIZE / Long.BYTES];
  private final Deque<Long> unread = new ArrayDeque<>();

  private PointedPages(KernelImage image, PageDescriptors descriptors) throws IOException {
    this.image = image;
    this.descriptors = descriptors;
    this.directMap = new DirectMap(image);
    this.wide = image.memory().pointerSize() == 8;
    this.memoryEnd = image.physical().endPfn();
    this.candidates = new PfnSet(memoryEnd);
    SOURCES.forEach(kind -> sources.put(kind, new PfnSet(memoryEnd)));
  }

  /** What is known of a frame without looking for pointers. */
  interface Known {
    OwnerKind kind(long pfn) throws IOException;

    /** One past the last of the frames from a free one on that are as free. */
    long freeEnd(long pfn) throws IOException;

    FrameOwner owner(long pfn) throws IOException;
  }

  /** Looks for the pages among those about which nothing is known. */
  static FrameRanges find(KernelImage image, PageDescriptors descriptors, Known known)
      throws IOException {
    PointedPages pages = new PointedPages(image, descriptors);
    pages.sort(known);
    for (OwnerKind kind : SOURCES) {
      PfnSet frames = pages.sources.get(kind);
      for (long pfn = frames.nextIn(0); pfn < frames.end(); pfn = frames.nextIn(pfn + 1)) {
        pages.scan(pfn, kind, known);
      }
    }
    while (!pages.unread.isEmpty()) {
      pages.scan(pages.unread.remove(), OwnerKind.KERNEL_PAGES, known);
    }
    return pages.found.build();
  }

  private void sort(Known known) throws IOException {
    for (DescriptorRun run : descriptors.runs()) {
      for (long pfn = run.startPfn(); pfn < Math.min(run.endPfn(), memoryEnd); pfn++) {
        OwnerKind kind = known.kind(pfn);
        if (kind == OwnerKind.UNKNOWN) {
          long present = descriptors.missingEnd(pfn);
          if (present > pfn) {
            pfn = present - 1;
            continue;
          }
          candidates.add(pfn);
        } else if (kind == OwnerKind.FREE) {
          pfn = known.freeEnd(pfn) - 1;
        } else if (sources.containsKey(kind)) {
          sources.get(kind).add(pfn);
        }
      }
    }
  }

  private void scan(long pfn, OwnerKind kind, Known known) throws IOException {
    try {
      image.physical().read(pfn << Page.SHIFT, page, 0, Page.SIZE);
    } catch (MemoryFault absent) {
      return;
    }
    // As an array, whose elements take the first compiler one instruction each.
    view.get(0, words);
    for (int i = 0; i < words.length; i++) {
      long word = words[i];
      // Most words are none, and a page has many; of 64 bits the kernel's begin with a one.
      if (wide ? word < 0 : word != 0) {
        int at = Long.BYTES * i;
        if (wide) {
          follow(word, pfn, at, kind, known);
        } else {
          follow(Integer.toUnsignedLong((int) word), pfn, at, kind, known);
          follow(word >>> Integer.SIZE, pfn, at + Integer.BYTES, kind, known);
        }
      }
    }
  }

  private void follow(long word, long pfn, int at, OwnerKind kind, Known known) throws IOException {
    long target = target(word);
    if (target >= 0 && candidates.contains(target)) {
      add(target, kind, name(pfn, at, kind, known));
    }
  }

  /** The frame that a word points to, to its first byte or its descriptor; -1 if to none. */
  private long target(long word) {
    long physical = directMap.physical(word);
    if ((physical & Page.SIZE - 1) == 0 && physical >>> Page.SHIFT < memoryEnd) {
      return physical >>> Page.SHIFT;
    }
    long pfn = descriptors.pfn(word);
    return pfn >= 0 && descriptors.address(pfn) == word ? pfn : -1;
  }

  private String name(long pfn, int offset, OwnerKind kind, Known known) throws IOException {
    if (kind == OwnerKind.KERNEL_DATA) {
      long address = (pfn << Page.SHIFT) + offset + image.paging().textOffset();
      return image.symbols().at(address).map(symbol -> "of " + symbol.name()).orElse("");
    }
    if (kind == OwnerKind.KERNEL_PAGES) {
      return "of other such pages";
    }
    FrameOwner owner = known.owner(pfn);
    return owner.name().isEmpty()
        ? "of " + kind.words()
        : "of %s %s".formatted(kind.words(), owner.name());
  }

  private void add(long target, OwnerKind source, String name) throws IOException {
    long end = Math.min(end(target, source), memoryEnd);
    found.add(target, end, FrameOwner.of(OwnerKind.KERNEL_PAGES, name));
    for (long pfn = target; pfn < end; pfn++) {
      candidates.remove(pfn);
      unread.add(pfn);
    }
  }

  /**
   * One past the last frame of the block that starts here; of one whose other descriptors the image
   * lacks no more than the first.
   */
  private long end(long first, OwnerKind source) throws IOException {
    try {
      return endOfBlock(first, source);
    } catch (MemoryFault absent) {
      return first + 1;
    }
  }

  private long endOfBlock(long first, OwnerKind source) throws IOException {
    PageDescriptor head = descriptors.read(descriptors.address(first));
    if (head.isTail()) {
      return first + 1;
    }
    if (descriptors.isCompound(head)) {
      return first + descriptors.compoundPages(head);
    }
    // The allocator aligns a block to its size.
    long limit = first + Math.min(MAX_BLOCK, first == 0 ? MAX_BLOCK : Long.lowestOneBit(first));
    long pfn = first + 1;
    while (pfn < limit && candidates.contains(pfn) && continues(pfn, source)) {
      pfn++;
    }
    return pfn;
  }

  /**
   * Whether a page goes on with the block before it: nothing refers to it, or it is of a table that
   * a variable points to, the pages of which {@code alloc_pages_exact} counts one by one.
   */
  private boolean continues(long pfn, OwnerKind source) throws IOException {
    PageDescriptor page = descriptors.read(descriptors.address(pfn));
    return !page.isTail()
        && (page.references() == 0 || page.references() == 1 && source == OwnerKind.KERNEL_DATA);
  }
}
