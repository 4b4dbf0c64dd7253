package org.kexshot.kernel.mm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.kexshot.filter.DescriptorMap;
import org.kexshot.filter.DescriptorRun;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.memory.MemoryFault;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeException;

/** Reads page descriptors by frame number or by address; for one thread. */
public final class PageDescriptors {
  private static final int CHUNK = 4096;

  /** What the count of mappings is of a page that is not mapped, and of no type. */
  private static final int NO_TYPE = -1;

  /** Of pages of 1 GiB. */
  private static final int MAX_ORDER = 18;

  /** Lowest bits that a mask may have cleared: a descriptor's size and the highest order. */
  private static final int MASK_BITS = 32;

  private final KernelImage image;
  private final List<DescriptorRun> runs;
  private final int size;
  private final int flags;
  private final int head;
  private final int mapping;
  private final int index;
  private final int order;
  private final int type;
  private final int references;
  private final Map<String, Long> bits;
  private final long headFlag;
  private final boolean wide;

  /** Of {@link #runs}, which are asked for each word of memory that may be a pointer. */
  private final DescriptorRun[] ordered;

  /** Where the first descriptor begins and the last one ends. */
  private final long lowest;

  private final long highest;

  private ByteBuffer chunk;
  private long chunkAddress;

  /**
   * Finds the descriptors. Reads one pointer for a flat map, one structure a section for a sparse
   * one.
   *
   * @throws IOException if the map or the types cannot be found
   */
  public PageDescriptors(KernelImage image) throws IOException {
    this.image = image;
    KernelType page = image.type("page");
    this.size = (int) page.size();
    this.flags = offset(page, "flags");
    // Renamed by Linux 7.3.
    boolean renamed = page.member("compound_info").isPresent();
    this.head = offset(page, renamed ? "compound_info" : "compound_head");
    this.mapping = offset(page, "mapping");
    // Renamed in 6.15, commit acc53a0b4c15.
    this.index = offset(page, page.member("index").isPresent() ? "index" : "__folio_index");
    this.order = offset(page, "private");
    this.type = offset(page, "_mapcount");
    this.references = offset(page, "_refcount");
    this.bits = image.types().enumerators("pageflags");
    this.headFlag = mask("PG_head");
    this.runs =
        DescriptorMap.find(image.memory(), image.vmcoreinfo(), size, image.physical().endPfn())
            .runs();
    this.wide = image.memory().pointerSize() == 8;
    this.ordered = runs.toArray(new DescriptorRun[0]);
    long first = -1L;
    long end = 0;
    for (DescriptorRun run : ordered) {
      first = Long.compareUnsigned(run.address(), first) < 0 ? run.address() : first;
      long last = run.address() + (run.endPfn() - run.startPfn()) * size;
      end = Long.compareUnsigned(last, end) > 0 ? last : end;
    }
    this.lowest = first;
    this.highest = end;
  }

  private static int offset(KernelType page, String member) throws TypeException {
    return (int)
        page.member(member)
            .orElseThrow(() -> new TypeException("the image's struct page has no member " + member))
            .offset();
  }

  /** Where they lie, ascending. */
  public List<DescriptorRun> runs() {
    return runs;
  }

  /** Bytes of a descriptor. */
  public int size() {
    return size;
  }

  /** The mask of a flag; 0 if the kernel does not have it. */
  public long mask(String flag) {
    Long bit = bits.get(flag);
    return bit == null ? 0 : 1L << bit;
  }

  /** The names of the flags that are set, without {@code PG_}; the topmost bits are none. */
  public List<String> flagNames(long flags) {
    // Other names that some flags have on some pages follow in the enumeration.
    return bits.entrySet().stream()
        .takeWhile(bit -> !bit.getKey().equals("__NR_PAGEFLAGS"))
        .filter(bit -> (flags >>> bit.getValue() & 1) != 0)
        .map(bit -> bit.getKey().replaceFirst("^PG_", ""))
        .toList();
  }

  /** Whether a descriptor is the first of a compound page's. */
  public boolean isCompound(PageDescriptor page) {
    return (page.flags() & headFlag) != 0;
  }

  /** Number of pages of a compound page, which its second descriptor tells. */
  public long compoundPages(PageDescriptor head) throws IOException {
    KernelStruct second = image.struct("page", head.address() + size);
    // In the lowest byte of the flags since 6.6, commit ebc1baf5c9b4.
    int compoundOrder =
        second.has("compound_order")
            ? second.integer("compound_order")
            : (int) second.number("flags") & 0xff;
    return 1L << Math.min(compoundOrder, MAX_ORDER);
  }

  /** Address of a frame's descriptor; 0 if it has none. */
  public long address(long pfn) {
    for (DescriptorRun run : ordered) {
      if (pfn >= run.startPfn() && pfn < run.endPfn()) {
        return run.addressOf(pfn, size);
      }
    }
    return 0;
  }

  /**
   * One past the last of the frames from this one on whose descriptors the image lacks; the frame
   * itself if it has its own, or the kernel describes none.
   */
  public long missingEnd(long pfn) throws IOException {
    for (DescriptorRun run : runs) {
      if (pfn >= run.startPfn() && pfn < run.endPfn()) {
        try {
          read(run.addressOf(pfn, size));
        } catch (MemoryFault absent) {
          return run.missingEnd(pfn, size, absent);
        }
      }
    }
    return pfn;
  }

  /** The frame that a descriptor describes; -1 if the address is none of a descriptor. */
  public long pfn(long address) {
    if (Long.compareUnsigned(address, lowest) < 0 || Long.compareUnsigned(address, highest) >= 0) {
      return -1;
    }
    for (DescriptorRun run : ordered) {
      long distance = address - run.address();
      if (Long.compareUnsigned(distance, (run.endPfn() - run.startPfn()) * size) < 0) {
        return run.startPfn() + distance / size;
      }
    }
    return -1;
  }

  /** Reads a descriptor at its kernel virtual address; in order of addresses it is quick. */
  public PageDescriptor read(long address) throws IOException {
    int at = chunk(address);
    if (at < 0) {
      byte[] apart = image.memory().readBytes(address, size);
      return decode(address, ByteBuffer.wrap(apart).order(ByteOrder.LITTLE_ENDIAN), 0);
    }
    return decode(address, chunk, at);
  }

  /**
   * One past the last of the frames from this one on of which the descriptors say nothing: that
   * nothing refers to them, that they are of no type and no compound page, and none of some flags.
   * Quicker than to read each descriptor.
   *
   * @param pfn the first frame
   * @param end where to stop at the latest
   * @param anyFlag flags that each say something
   */
  public long unusedEnd(long pfn, long end, long anyFlag) throws IOException {
    for (long at = pfn; at < end; at++) {
      long address = address(at);
      if (address == 0 || !isUnused(address, anyFlag)) {
        return at;
      }
    }
    return Math.max(pfn, end);
  }

  private boolean isUnused(long address, long anyFlag) throws IOException {
    int at = chunk(address);
    return at >= 0
        && chunk.getInt(at + references) == 0
        && chunk.getInt(at + type) == NO_TYPE
        && (word(chunk, at + flags) & anyFlag) == 0
        && (word(chunk, at + head) & 1) == 0;
  }

  /** Has the chunk at hand in which a descriptor lies; where in it, or -1 if in no single one. */
  private int chunk(long address) throws IOException {
    int at = (int) (address & CHUNK - 1);
    if (at + size > CHUNK) {
      return -1;
    }
    // Questions mostly come in order of frames, so that the next descriptor is in the same chunk.
    if (chunk == null || chunkAddress != address - at) {
      byte[] bytes = image.memory().readBytes(address - at, CHUNK);
      chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      chunkAddress = address - at;
    }
    return at;
  }

  private PageDescriptor decode(long address, ByteBuffer bytes, int at) {
    return new PageDescriptor(
        address,
        word(bytes, at + flags),
        head(address, word(bytes, at + head)),
        word(bytes, at + mapping),
        word(bytes, at + index),
        word(bytes, at + order),
        bytes.getInt(at + type),
        bytes.getInt(at + references));
  }

  /**
   * The word as kernels before 7.3 have it. Where the vmemmap of huge pages is shared between them,
   * tails hold a mask of the head's address instead ({@code set_compound_head}); that is closer to
   * the end of the address space than any descriptor.
   */
  private long head(long address, long info) {
    boolean isMask = (info & 1) != 0 && wide && info >> MASK_BITS == -1;
    return isMask ? address & info | 1 : info;
  }

  private long word(ByteBuffer bytes, int at) {
    return wide ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
  }
}
