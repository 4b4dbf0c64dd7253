package org.kexshot.store.page;

import org.kexshot.store.file.Magic;

/**
 * The file of a pack of pages, declared once for writer and reader. All numbers are little-endian.
 *
 * <pre>
 * header   magic "kexspack" (8), version u32, zero u32
 * blocks   each up to 16 pages one after another, compressed together
 * index    SHA-256 of each page (32), in the order of pages
 *          for each block: offset u64, stored length u32, codec u32, CRC-32 of what is stored u32,
 *          pages u32
 * footer   pages u64, blocks u64, index offset u64, magic "kcapsxek" (8)
 * </pre>
 *
 * The SHA-256 of index and footer is the pack's hash: it covers each page through the page's own,
 * so the pages need not be hashed again. Padding of up to seven zero bytes aligns the index to 8.
 */
public final class PackFormat {
  static final long MAGIC = Magic.of("kexspack");
  static final long END_MAGIC = Magic.of("kcapsxek");
  static final int VERSION = 1;
  static final int HEADER_SIZE = 16;
  static final int BLOCK_ENTRY_SIZE = 24;
  static final int FOOTER_SIZE = 32;

  /** Pages compressed together: more compress better, fewer are quicker to read singly. */
  public static final int BLOCK_PAGES = 16;

  /**
   * Pages in a pack, which bounds the memory that its index takes while it is written (8 MiB) and
   * the damage that one lost file does (1 GiB of memory).
   */
  static final int MAX_PAGES = 1 << 18;

  private PackFormat() {}
}
