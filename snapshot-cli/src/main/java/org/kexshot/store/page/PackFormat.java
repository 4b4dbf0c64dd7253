package org.kexshot.store.page;

import org.kexshot.address.Page;
import org.kexshot.store.file.Magic;

/**
 * The file of a pack of pages, declared once for writer and reader. All numbers are little-endian.
 *
 * <pre>
 * header   magic "kexspack" (8), version u32, zero u32
 * blocks   each up to 16 pages one after another, compressed together
 * index    SHA-256 of each page (32), in the order of pages
 *          for each block: offset u64, stored length u32, codec u32, CRC-32 of what is stored u32,
 *          pages u16, holes u16
 *          from version 2 on, numbers of packs whose pages blocks of this one differ from, u64 each
 * footer   from version 2 on, how many such packs u64
 *          pages u64, blocks u64, index offset u64, magic "kcapsxek" (8)
 * </pre>
 *
 * In version 1 the SHA-256 of index and footer is the pack's hash. From version 2 on it is that of
 * the hashes of the pages and of how many there are, u64: how a page is stored may change. Either
 * covers each page through the page's own hash, so the pages need not be hashed again. A block's
 * CRC-32 covers from version 2 on also its codec and how many pages it has, a byte each, before
 * what is stored. Padding of up to seven zero bytes aligns the index to 8.
 *
 * <p>From version 2 on a page may be a hole: its number and its hash stay, and its contents were
 * given back. A block has a bit for each of its pages that is one, from the lowest on; those are
 * left out of what is stored, nothing is if all are, and if any is, the two bytes of bits follow
 * the number of pages in what the CRC-32 covers. In version 1 the bits are zero.
 */
public final class PackFormat {
  static final long MAGIC = Magic.of("kexspack");
  static final long END_MAGIC = Magic.of("kcapsxek");
  static final int HEADER_SIZE = 16;
  static final int BLOCK_ENTRY_SIZE = 24;
  static final int FOOTER_SIZE = 32;

  /** Of a block's pages and holes, where the holes are. */
  static final int HOLES_SHIFT = 16;

  /** Of version 2. */
  static final int FOOTER_SIZE_2 = 40;

  /** Pages compressed together: more compress better, fewer are quicker to read singly. */
  public static final int BLOCK_PAGES = 16;

  /** Bytes of a block's pages. */
  public static final int BLOCK_BYTES = BLOCK_PAGES * Page.SIZE;

  /**
   * Pages in a pack, which bounds the memory that its index takes while it is written (8 MiB) and
   * the damage that one lost file does (1 GiB of memory).
   */
  public static final int MAX_PAGES = 1 << 18;

  private PackFormat() {}
}
