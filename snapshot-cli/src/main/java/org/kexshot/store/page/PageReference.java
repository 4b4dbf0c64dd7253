package org.kexshot.store.page;

/**
 * What a page map says of a page frame, in a {@code long}: a pack's number in the upper 24 bits and
 * the page's position in that pack in the lower 40, or pack 0 and one of the constants here. Packs
 * are numbered across the repository, so two snapshots' equal references are equal pages.
 */
public final class PageReference {
  /** No RAM at that frame; never written in a map, which leaves such frames out. */
  public static final long NOT_RAM = 0;

  /** Nothing but zeros. */
  public static final long ZERO = 1;

  /** Left out by the dump level. */
  public static final long EXCLUDED = 2;

  /** RAM that could not be read. */
  public static final long UNREADABLE = 3;

  /** The highest number of a pack; numbers of snapshots go no higher either. */
  public static final int MAX_PACK = (1 << 24) - 1;

  private static final int PACK_SHIFT = 40;
  private static final long POSITION_MASK = (1L << PACK_SHIFT) - 1;

  private PageReference() {}

  /** That of a stored page. */
  public static long stored(int pack, long position) {
    return (long) pack << PACK_SHIFT | position;
  }

  public static boolean isStored(long reference) {
    return reference >>> PACK_SHIFT != 0;
  }

  public static int pack(long reference) {
    return (int) (reference >>> PACK_SHIFT);
  }

  /** Of a stored page in its pack. */
  public static long position(long reference) {
    return reference & POSITION_MASK;
  }
}
