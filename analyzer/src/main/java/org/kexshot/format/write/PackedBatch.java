package org.kexshot.format.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.format.PageBatch;
import org.kexshot.memory.PhysicalMemory;

/**
 * Pages that were read together, and what of them goes into the file: the packed bytes one after
 * the other, and each page's size. For one thread at a time.
 */
public final class PackedBatch {
  /** In place of a size: the page is all zeros. */
  public static final int ZERO = 0;

  /** In place of a size: the page could not be read. */
  public static final int UNREADABLE = -1;

  private final PageBatch pages;
  private final int[] sizes;
  private final byte[] page = new byte[Page.SIZE];
  private byte[] packed;
  private ByteBuffer output;
  private long number;
  private long firstFrame;
  private long offset;

  PackedBatch(int capacity) {
    pages = new PageBatch(capacity);
    sizes = new int[capacity];
  }

  /**
   * Says which pages these are to be.
   *
   * @param number the batch's place among all
   * @param firstFrame frame to look for pages from
   */
  void begin(long number, long firstFrame) {
    this.number = number;
    this.firstFrame = firstFrame;
  }

  long number() {
    return number;
  }

  /** Reads the pages. */
  void fill(PhysicalMemory memory, PfnSet frames) throws IOException {
    pages.fill(memory, frames, firstFrame);
  }

  /**
   * Takes the pages as they are: no copy unless one is excluded before them.
   *
   * @param telling whether pages of zeros are told apart
   */
  void copy(boolean telling) {
    int kept = 0;
    for (int i = 0; i < pages.count(); i++) {
      if (pages.isUnreadable(i)) {
        sizes[i] = UNREADABLE;
      } else if (telling && pages.isZero(i)) {
        sizes[i] = ZERO;
      } else {
        sizes[i] = Page.SIZE;
        pages.move(i, kept++);
      }
    }
    output = pages.first(kept);
  }

  /** Packs the pages; see {@link #copy}. */
  void pack(boolean telling, PagePacker packer) {
    if (packed == null) {
      packed = new byte[sizes.length * Page.SIZE];
    }
    int length = 0;
    for (int i = 0; i < pages.count(); i++) {
      if (pages.isUnreadable(i)) {
        sizes[i] = UNREADABLE;
      } else if (telling && pages.isZero(i)) {
        sizes[i] = ZERO;
      } else {
        pages.get(i, page);
        sizes[i] = packer.pack(page, packed, length);
        length += sizes[i];
      }
    }
    output = ByteBuffer.wrap(packed, 0, length);
  }

  void placeAt(long place) {
    offset = place;
  }

  /** Where {@link #output} belongs in the dump. */
  long offset() {
    return offset;
  }

  public int count() {
    return pages.count();
  }

  /** Bytes of the page in {@link #output}, 4096 if it is not packed; or one of the marks. */
  public int size(int index) {
    return sizes[index];
  }

  /** The bytes of all pages that have some. */
  public ByteBuffer output() {
    return output;
  }
}
