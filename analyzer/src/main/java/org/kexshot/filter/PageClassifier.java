package org.kexshot.filter;

import org.kexshot.address.PfnSet;

/**
 * Decides by its page descriptor whether a frame is kept. The order of the questions is {@code
 * makedumpfile}'s and part of the meaning: what a page counts as depends on the level, since a kind
 * that the level keeps is passed over. Excluding the head of a compound page or of a free block
 * excludes all of it.
 *
 * <p>Descriptors come as 32-bit words, little-endian. For one thread; frames must come in ascending
 * order.
 */
final class PageClassifier {
  /** Bit 0 of {@code page.compound_head}: this is a tail. */
  static final int TAIL = 1;

  /** Bit 0 of {@code page.mapping}: the rest is an {@code anon_vma}. */
  static final int MAPPING_ANON = 1;

  private final DumpLevel level;
  private final DescriptorLayout layout;
  private final boolean wide;
  private final int words;
  private final int flagsAt;
  private final int mappingAt;
  private final int mapcountAt;
  private final int compoundHeadAt;
  private final PfnSet ram;
  private final PfnSet kept;
  private final long[] counts = new long[PageKind.values().length];

  private long excludedEnd;
  private int order;

  // Of the plain page that was decided last.
  private int plainFlags;
  private int plainAnonymous = -1;
  private PageKind plainKind = PageKind.KEPT;

  /**
   * @param ram frames to decide on
   * @param kept begins as the frames that are there; what is excluded is removed
   */
  PageClassifier(DumpLevel level, DescriptorLayout layout, PfnSet ram, PfnSet kept) {
    this.level = level;
    this.layout = layout;
    this.wide = layout.pointerSize == 8;
    this.words = layout.size / Integer.BYTES;
    this.flagsAt = layout.flags / Integer.BYTES;
    this.mappingAt = layout.mapping / Integer.BYTES;
    this.mapcountAt = layout.mapcount / Integer.BYTES;
    this.compoundHeadAt = layout.compoundHead / Integer.BYTES;
    this.ram = ram;
    this.kept = kept;
  }

  /** Frames excluded so far, by {@link PageKind#ordinal}. */
  long[] counts() {
    return counts;
  }

  /**
   * Decides on the frames from {@code start} up to {@code end}.
   *
   * @param descriptors theirs, the first at index 0
   * @param limit frames at or beyond it are left alone
   * @return one past the last frame that is decided: {@code end}, or the end of a block that begins
   *     before it and reaches farther
   */
  long classify(int[] descriptors, long start, long end, long limit) {
    long pfn = ram.nextIn(Math.max(start, excludedEnd));
    long ramEnd = ram.nextOut(pfn, end);
    PageKind runKind = PageKind.KEPT;
    long runStart = pfn;
    while (pfn < end) {
      int at = (int) (pfn - start) * words;
      PageKind kind =
          isPlain(descriptors, at)
              ? decidePlain(descriptors, at, pfn)
              : decide(descriptors, at, pfn, pfn + 1 < end);
      if (kind != runKind) {
        leaveOut(runKind, runStart, Math.min(pfn, limit));
        runKind = kind;
        runStart = pfn;
      }
      pfn++;
      if (kind != PageKind.KEPT && order > 0) {
        pfn += (1L << order) - 1;
        excludedEnd = pfn;
      }
      if (pfn >= ramEnd) {
        leaveOut(runKind, runStart, Math.min(pfn, limit));
        pfn = ram.nextIn(pfn);
        ramEnd = ram.nextOut(pfn, end);
        runStart = pfn;
      }
    }
    return Math.max(end, excludedEnd);
  }

  private void leaveOut(PageKind kind, long start, long end) {
    if (kind != PageKind.KEPT) {
      counts[kind.ordinal()] += kept.removeRange(start, end);
    }
  }

  /** Whether flags and mapping alone decide: no type of page, no part of a compound page. */
  private boolean isPlain(int[] descriptors, int at) {
    return layout.hasPlainPages
        && descriptors[at + mapcountAt] >= DescriptorLayout.NOT_MAPPED
        && (descriptors[at + compoundHeadAt] & TAIL) == 0
        && (descriptors[at + flagsAt] & (int) layout.headMask) == 0;
  }

  /** Neighbours are mostly alike, so that the last decision mostly is this one too. */
  private PageKind decidePlain(int[] descriptors, int at, long pfn) {
    order = 0;
    int flags = descriptors[at + flagsAt] & (int) layout.decidingFlags;
    int anonymous = descriptors[at + mappingAt] & MAPPING_ANON;
    if (flags != plainFlags || anonymous != plainAnonymous) {
      plainKind = decide(descriptors, at, pfn, false);
      plainFlags = flags;
      plainAnonymous = anonymous;
    }
    return plainKind;
  }

  /** The frame's kind; sets {@link #order} to that of the block it is the head of. */
  private PageKind decide(int[] descriptors, int at, long pfn, boolean secondIsThere) {
    order = 0;
    if (layout.compoundHead != DescriptorLayout.ABSENT
        && (descriptors[at + compoundHeadAt] & TAIL) != 0) {
      return PageKind.KEPT;
    }
    long flags = pointer(descriptors, at + flagsAt);
    int mapcount = layout.mapcount == DescriptorLayout.ABSENT ? 0 : descriptors[at + mapcountAt];
    boolean slab =
        (flags & layout.slabMask) != 0 || layout.hasSlabType && mapcount == layout.slabMapcount;
    if (level.excludesFree()) {
      if (layout.hasBuddy && mapcount == layout.buddyMapcount && !slab) {
        return freeBlock(pointer(descriptors, at + layout.privateData / Integer.BYTES));
      }
      if (layout.hasUnaccepted && mapcount == layout.unacceptedMapcount) {
        order = layout.orders - 1;
        return PageKind.FREE;
      }
    }
    boolean hugetlb = false;
    if ((flags & layout.headMask) != 0 && secondIsThere) {
      hugetlb = readCompound(descriptors, at + words, pfn, mapcount);
    }
    boolean anonymous = (descriptors[at + mappingAt] & MAPPING_ANON) != 0 && !slab;
    if (!anonymous && level.excludesCache() && isCache(flags)) {
      boolean isPrivate = (flags & layout.privateMask) != 0;
      if (!isPrivate) {
        return PageKind.CACHE;
      }
      if (level.excludesPrivateCache()) {
        return PageKind.CACHE_PRIVATE;
      }
    }
    if (level.excludesUser() && (anonymous || hugetlb)) {
      return PageKind.USER;
    }
    if ((flags & layout.poisonMask) != 0) {
      return PageKind.HWPOISON;
    }
    if (layout.hasOffline && mapcount == layout.offlineMapcount && !slab) {
      return PageKind.OFFLINE;
    }
    return PageKind.KEPT;
  }

  private PageKind freeBlock(long blockOrder) {
    if (Long.compareUnsigned(blockOrder, layout.orders) >= 0) {
      // The allocator has no such order: a torn descriptor. Losing pages to it would be worse.
      return PageKind.KEPT;
    }
    order = (int) blockOrder;
    return PageKind.FREE;
  }

  private boolean isCache(long flags) {
    if ((flags & layout.lruMask) != 0) {
      return true;
    }
    // PG_swapcache shares its bit with PG_owner_priv_1 and means swap cache only together with
    // PG_swapbacked, where the kernel has that (6326fec1122c).
    boolean swapBacked = layout.swapBackedMask == 0 || (flags & layout.swapBackedMask) != 0;
    return swapBacked && (flags & layout.swapCacheMask) != 0;
  }

  /** Reads order and hugetlb out of the second descriptor of a compound page. */
  private boolean readCompound(int[] descriptors, int second, long pfn, int mapcount) {
    int found = 0;
    boolean hugetlb = false;
    switch (layout.compoundForm) {
      case NONE -> {}
      case ORDER_AND_DESTRUCTOR -> {
        found = compoundMember(descriptors, second, layout.compoundOrder);
        hugetlb =
            layout.hasHugetlb
                && compoundMember(descriptors, second, layout.compoundDestructor) == layout.hugetlb;
      }
      case HUGETLB_FLAG -> {
        long flags = pointer(descriptors, second + flagsAt);
        found = (int) flags & 0xff;
        hugetlb = (flags & layout.hugetlb) != 0;
      }
      case HUGETLB_TYPE -> {
        found = descriptors[second + flagsAt] & 0xff;
        hugetlb = mapcount == (int) layout.hugetlb;
      }
    }
    boolean aligned = found < DescriptorLayout.MOST_ORDERS && (pfn & (1L << found) - 1) == 0;
    order = aligned ? found : 0;
    return hugetlb;
  }

  private int compoundMember(int[] descriptors, int second, int offset) {
    int word = descriptors[second + offset / Integer.BYTES] >>> offset % Integer.BYTES * Byte.SIZE;
    return layout.compoundMemberSize == 1 ? word & 0xff : word & 0xffff;
  }

  private long pointer(int[] descriptors, int at) {
    long low = Integer.toUnsignedLong(descriptors[at]);
    return wide ? low | (long) descriptors[at + 1] << 32 : low;
  }
}
