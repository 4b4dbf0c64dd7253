package org.kexshot.store.map;

import org.kexshot.store.file.Magic;
import org.kexshot.store.page.PageReference;

/**
 * The page map's file, declared once for writer and reader. All numbers are little-endian.
 *
 * <pre>
 * header   magic "kexshmap" (8), version u32, zero u32
 * runs     first frame and length u64 (frame in the upper 40 bits, pages in the lower 24),
 *          reference u64 ({@link PageReference}); ascending by frame, not overlapping
 * packs    number u64, the pack's hash (32), of all packs that are needed; ascending by number
 * footer   runs u64, packs u64, end frame u64, magic "pamhsxek" (8)
 * </pre>
 *
 * In a run of stored pages the reference is the first page's, and each next page's is one more. A
 * frame that no run covers is no RAM. A run of 16 bytes covers up to 2^24 - 1 pages, so a TiB of
 * memory whose every page stands alone needs a map of 4 GiB, which is never held in memory.
 */
public final class PageMapFormat {
  static final long MAGIC = Magic.of("kexshmap");
  static final long END_MAGIC = Magic.of("pamhsxek");
  static final int HEADER_SIZE = 16;
  static final int RUN_SIZE = 16;
  static final int PACK_SIZE = 40;
  static final int FOOTER_SIZE = 32;

  static final int COUNT_BITS = 24;
  static final long MAX_COUNT = (1L << COUNT_BITS) - 1;
  static final long MAX_FRAME = (1L << 40) - 1;

  private PageMapFormat() {}
}
