package org.kexshot.kernel.slab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.kexshot.filter.DescriptorMap;
import org.kexshot.filter.DescriptorRun;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeException;

/**
 * Finds the slabs of a cache by looking at every page descriptor, since the allocator keeps no list
 * of full slabs. Cost: one read of all descriptors, 16 MiB for each GiB of memory. Source: {@code
 * mm/slab.h}, {@code include/linux/page-flags.h}.
 */
final class SlabPages {
  private static final int CHUNK_BYTES = 1 << 18;

  /** {@code OO_SHIFT}: the order above, the number of objects below. */
  private static final int ORDER_SHIFT = 16;

  /** No block of the allocator is larger. */
  private static final int MAX_ORDER = 10;

  private final KernelImage image;
  private final Problems problems;
  private final int size;
  private final int cacheOffset;
  private final int flagsOffset;
  private final int typeOffset;
  private final long flag;
  private final OptionalLong type;

  SlabPages(KernelImage image, Problems problems) throws IOException {
    this.image = image;
    this.problems = problems;
    KernelType page = image.type("page");
    this.size = (int) page.size();
    this.cacheOffset = (int) image.offset(struct(image), "slab_cache");
    this.flagsOffset = (int) image.offset("page", "flags");
    this.typeOffset = (int) image.offset("page", "_mapcount");
    // A type instead of a flag since 6.10, commit 46df8e73a4a3.
    this.type = image.vmcoreinfo().constant("PAGE_SLAB_MAPCOUNT_VALUE");
    OptionalLong bit = image.vmcoreinfo().constant("PG_slab");
    if (type.isEmpty() && bit.isEmpty()) {
      throw new TypeException(
          "VMCOREINFO has neither NUMBER(PAGE_SLAB_MAPCOUNT_VALUE) nor NUMBER(PG_slab), so that"
              + " slabs cannot be told from other pages");
    }
    this.flag = type.isPresent() ? 0 : 1L << bit.getAsLong();
  }

  /** Slabs are described by a type of their own since 5.17, commit d122019bf061. */
  static String struct(KernelImage image) throws IOException {
    return image.types().findStruct("slab").isPresent() ? "slab" : "page";
  }

  /** What to do with a slab: its descriptor and the physical address of its first object. */
  interface Visitor {
    void visit(KernelStruct slab, long physical) throws IOException;
  }

  /** Visits the slabs of a cache in order of their addresses. */
  void forEach(KernelStruct cache, Visitor visitor) throws IOException {
    // A block of pages is aligned to its size, so that most frames can be no slab's first.
    int stride = 1 << order(cache);
    ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (DescriptorRun run :
        DescriptorMap.find(image.memory(), image.vmcoreinfo(), size, image.physical().endPfn())
            .runs()) {
      int perChunk = CHUNK_BYTES / size / stride * stride;
      long start = run.startPfn() + stride - 1 & -stride;
      for (long pfn = start; pfn < run.endPfn() && !problems.areTooMany(); pfn += perChunk) {
        int count = (int) Math.min(perChunk, run.endPfn() - pfn);
        try {
          image.memory().read(run.addressOf(pfn, size), bytes.clear().limit(count * size));
        } catch (IOException fault) {
          problems.add("descriptors of %d frames from 0x%x: %s", count, pfn, fault.getMessage());
          continue;
        }
        for (int i = 0; i < count; i += stride) {
          if (word(bytes, i * size + cacheOffset) == cache.address() && isSlab(bytes, i * size)) {
            visitOne(run.addressOf(pfn + i, size), pfn + i << 12, visitor);
          }
        }
      }
    }
  }

  /** The least order of the cache's slabs; 0 if it is not known, or none that the allocator has. */
  private int order(KernelStruct cache) throws IOException {
    long order = cache.has("min.x") ? cache.number("min.x") >>> ORDER_SHIFT : 0;
    if (order <= MAX_ORDER) {
      return (int) order;
    }
    problems.add("the slabs of %s are said to be of order %d", cache.text("name"), order);
    return 0;
  }

  /** Whether a page is the first of a slab. */
  boolean isSlab(PageDescriptor page) {
    return type.isPresent()
        ? page.type() == (int) type.getAsLong()
        : (page.flags() & flag) != 0 && !page.isTail();
  }

  private boolean isSlab(ByteBuffer bytes, int at) {
    return type.isPresent()
        ? bytes.getInt(at + typeOffset) == (int) type.getAsLong()
        : (bytes.getInt(at + flagsOffset) & flag) != 0;
  }

  private void visitOne(long descriptor, long physical, Visitor visitor) {
    try {
      visitor.visit(image.struct(struct(image), descriptor), physical);
    } catch (IOException fault) {
      problems.add("the slab at physical 0x%x: %s", physical, fault.getMessage());
    }
  }

  private long word(ByteBuffer bytes, int at) {
    return image.memory().pointerSize() == 4
        ? Integer.toUnsignedLong(bytes.getInt(at))
        : bytes.getLong(at);
  }
}
