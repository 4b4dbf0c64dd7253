package org.kexshot.filter;

import java.util.OptionalLong;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Where the members of a page descriptor ({@code struct page}) lie and what their values mean, in
 * the kernel that is looked at. All from VMCOREINFO: members and numbers that it lacks are absent,
 * never guessed.
 *
 * <p>Source: {@code include/linux/mm_types.h}, {@code page-flags.h}, {@code kernel/crash_core.c}.
 */
final class DescriptorLayout {
  /** Offset that stands for a member that is not there. */
  static final int ABSENT = -1;

  /** How a compound page's second descriptor says what the page is. */
  enum CompoundForm {
    /** Nothing known of compound pages. */
    NONE,
    /** Order and destructor are members of their own; before Linux 6.6. */
    ORDER_AND_DESTRUCTOR,
    /** Order in the low byte of the flags, hugetlb a flag; since 9c5ccf2db04b, Linux 6.6. */
    HUGETLB_FLAG,
    /** Order in the low byte of the flags, hugetlb a type; since d99e3140a4d3, Linux 6.9. */
    HUGETLB_TYPE
  }

  /** Bounds of {@code sizeof(struct page)}, generous on both sides of the 32 to 80 it has been. */
  private static final int SMALLEST = 16;

  private static final int LARGEST = 1024;

  /** A block of the highest order would have 8 TiB: more than any is, and far from overflow. */
  static final int MOST_ORDERS = 32;

  private final Vmcoreinfo vmcoreinfo;
  final int pointerSize;
  final int size;
  final int flags;
  final int mapping;
  final int mapcount;
  final int privateData;
  final int compoundHead;

  final long lruMask;
  final long privateMask;
  final long swapCacheMask;
  final long swapBackedMask;
  final long slabMask;
  final long poisonMask;
  final long headMask;

  final boolean hasBuddy;
  final int buddyMapcount;
  final boolean hasOffline;
  final int offlineMapcount;
  final boolean hasSlabType;
  final int slabMapcount;
  final boolean hasUnaccepted;
  final int unacceptedMapcount;

  final CompoundForm compoundForm;
  final int compoundOrder;
  final int compoundDestructor;
  final int compoundMemberSize;
  final boolean hasHugetlb;
  final long hugetlb;

  /** {@code page._mapcount} of a page that no process maps; a type of page is below it. */
  static final int NOT_MAPPED = -1;

  /** Flags that have a say in what a page counts as, but for that of a compound page's head. */
  final long decidingFlags;

  /** Whether a descriptor's first words tell that no more than flags and mapping decide. */
  final boolean hasPlainPages;

  /** Orders of the buddy allocator: the highest, and one. */
  final int orders;

  DescriptorLayout(Vmcoreinfo vmcoreinfo, int pointerSize) throws MissingVmcoreinfoException {
    this.vmcoreinfo = vmcoreinfo;
    this.pointerSize = pointerSize;
    long claimed = required(vmcoreinfo.size("page"), "SIZE(page)");
    if (claimed < SMALLEST || claimed > LARGEST || claimed % Integer.BYTES != 0) {
      throw new MissingVmcoreinfoException("SIZE(page) that can be (%d)".formatted(claimed));
    }
    size = (int) claimed;
    flags = word("flags", pointerSize);
    mapping = word("mapping", pointerSize);
    if (flags == ABSENT || mapping == ABSENT) {
      throw new MissingVmcoreinfoException(
          flags == ABSENT ? "OFFSET(page.flags)" : "OFFSET(page.mapping)");
    }
    mapcount = word("_mapcount", Integer.BYTES);
    privateData = word("private", pointerSize);
    int head = word("compound_head", pointerSize);
    // Renamed by Linux 7.3; bit 0 still says whether this is a tail, and no more is asked of it.
    compoundHead = head == ABSENT ? word("compound_info", pointerSize) : head;
    lruMask = 1L << required(vmcoreinfo.constant("PG_lru"), "NUMBER(PG_lru)");
    privateMask = 1L << required(vmcoreinfo.constant("PG_private"), "NUMBER(PG_private)");
    swapCacheMask = 1L << required(vmcoreinfo.constant("PG_swapcache"), "NUMBER(PG_swapcache)");
    swapBackedMask = bit("PG_swapbacked");
    slabMask = bit("PG_slab");
    poisonMask = bit("PG_hwpoison");
    headMask = vmcoreinfo.constant("PG_head_mask").orElse(0);

    OptionalLong buddy = vmcoreinfo.constant("PAGE_BUDDY_MAPCOUNT_VALUE");
    hasBuddy = buddy.isPresent() && mapcount != ABSENT && privateData != ABSENT;
    buddyMapcount = (int) buddy.orElse(0);
    OptionalLong offline = vmcoreinfo.constant("PAGE_OFFLINE_MAPCOUNT_VALUE");
    hasOffline = offline.isPresent() && mapcount != ABSENT;
    offlineMapcount = (int) offline.orElse(0);
    OptionalLong slab = vmcoreinfo.constant("PAGE_SLAB_MAPCOUNT_VALUE");
    hasSlabType = slab.isPresent() && mapcount != ABSENT;
    slabMapcount = (int) slab.orElse(0);
    OptionalLong unaccepted = vmcoreinfo.constant("PAGE_UNACCEPTED_MAPCOUNT_VALUE");
    hasUnaccepted = unaccepted.isPresent() && mapcount != ABSENT;
    unacceptedMapcount = (int) unaccepted.orElse(0);
    long claimedOrders = vmcoreinfo.length("zone.free_area").orElse(MOST_ORDERS);
    orders = (int) Math.max(1, Math.min(claimedOrders, MOST_ORDERS));

    OptionalLong hugetlbType = vmcoreinfo.constant("PAGE_HUGETLB_MAPCOUNT_VALUE");
    OptionalLong hugetlbFlag = vmcoreinfo.constant("PG_hugetlb");
    OptionalLong hugetlbDestructor = vmcoreinfo.constant("HUGETLB_PAGE_DTOR");
    compoundOrder = compoundMember("_folio_order", "compound_order");
    compoundDestructor = compoundMember("_folio_dtor", "compound_dtor");
    compoundMemberSize = memberSize(compoundOrder - compoundDestructor);
    if (hugetlbType.isPresent()) {
      compoundForm = CompoundForm.HUGETLB_TYPE;
      hugetlb = hugetlbType.getAsLong();
    } else if (hugetlbFlag.isPresent()) {
      compoundForm = CompoundForm.HUGETLB_FLAG;
      hugetlb = 1L << hugetlbFlag.getAsLong();
    } else {
      boolean known = compoundOrder != ABSENT;
      compoundForm = known ? CompoundForm.ORDER_AND_DESTRUCTOR : CompoundForm.NONE;
      hugetlb = hugetlbDestructor.orElse(0);
    }
    hasHugetlb =
        compoundForm == CompoundForm.HUGETLB_TYPE
            || compoundForm == CompoundForm.HUGETLB_FLAG
            || hugetlbDestructor.isPresent() && compoundDestructor != ABSENT;

    decidingFlags = lruMask | privateMask | swapCacheMask | swapBackedMask | slabMask | poisonMask;
    boolean typesAreBelow =
        isTypeOrAbsent(buddy)
            && isTypeOrAbsent(offline)
            && isTypeOrAbsent(slab)
            && isTypeOrAbsent(unaccepted);
    hasPlainPages =
        mapcount != ABSENT
            && compoundHead != ABSENT
            && (decidingFlags | headMask) >>> Integer.SIZE == 0
            && typesAreBelow;
  }

  private static boolean isTypeOrAbsent(OptionalLong mapcountValue) {
    return mapcountValue.isEmpty() || (int) mapcountValue.getAsLong() < NOT_MAPPED;
  }

  /**
   * Order and destructor lie side by side and are of one type: {@code unsigned char} since Linux
   * 4.16, {@code unsigned short} before.
   */
  private static int memberSize(int distance) {
    return Math.abs(distance) == 2 ? 2 : 1;
  }

  /** Offset in the second descriptor, where since Linux 6.3 the folio's members are. */
  private int compoundMember(String ofFolio, String ofPage) throws MissingVmcoreinfoException {
    OptionalLong folio = vmcoreinfo.offset("folio", ofFolio);
    if (folio.isPresent()) {
      return inside("folio." + ofFolio, folio.getAsLong() - size, Short.BYTES);
    }
    OptionalLong page = vmcoreinfo.offset("page", ofPage);
    return page.isPresent() ? inside("page." + ofPage, page.getAsLong(), Short.BYTES) : ABSENT;
  }

  /** Offset of a number that lies, as the compiler has them, at a multiple of four bytes. */
  private int word(String name, int length) throws MissingVmcoreinfoException {
    OptionalLong offset = vmcoreinfo.offset("page", name);
    if (offset.isEmpty()) {
      return ABSENT;
    }
    int word = inside("page." + name, offset.getAsLong(), length);
    if (word % Integer.BYTES != 0) {
      throw new MissingVmcoreinfoException(
          "OFFSET(page.%s) that can be (%d)".formatted(name, word));
    }
    return word;
  }

  private int inside(String member, long offset, int length) throws MissingVmcoreinfoException {
    if (offset < 0 || offset > size - length) {
      throw new MissingVmcoreinfoException(
          "OFFSET(%s) inside the %d bytes of SIZE(page) (%d)".formatted(member, size, offset));
    }
    return (int) offset;
  }

  private long bit(String name) {
    OptionalLong number = vmcoreinfo.constant(name);
    return number.isPresent() ? 1L << number.getAsLong() : 0;
  }

  static long required(OptionalLong value, String line) throws MissingVmcoreinfoException {
    if (value.isEmpty()) {
      throw new MissingVmcoreinfoException(line);
    }
    return value.getAsLong();
  }
}
