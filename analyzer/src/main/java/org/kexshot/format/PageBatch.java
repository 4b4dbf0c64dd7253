package org.kexshot.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Reads kept page frames in order, many at a time: runs of frames with one long read each, until
 * the buffer is full. Made once and filled again and again.
 */
public final class PageBatch {

  private final ByteBuffer pages;
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(Page.SIZE);
  private final boolean[] unreadable;
  private int count;
  private boolean damaged;

  /**
   * @param capacity in pages
   */
  public PageBatch(int capacity) {
    pages = ByteBuffer.allocateDirect(capacity << Page.SHIFT).order(ByteOrder.nativeOrder());
    unreadable = new boolean[capacity];
  }

  /**
   * Reads the next frames of a set.
   *
   * @param from first frame to look at
   * @return where to go on, or the set's end if that was all
   */
  public long fill(PhysicalMemory memory, PfnSet frames, long from) throws IOException {
    pages.clear();
    count = 0;
    clearDamage();
    long pfn = frames.nextIn(from);
    while (pfn < frames.end() && count < unreadable.length) {
      int run = (int) (frames.nextOut(pfn, pfn + unreadable.length - count) - pfn);
      read(memory, pfn, run);
      count += run;
      pfn = frames.nextIn(pfn + run);
    }
    pages.clear();
    return pfn;
  }

  private void clearDamage() {
    if (damaged) {
      Arrays.fill(unreadable, false);
      damaged = false;
    }
  }

  private void read(PhysicalMemory memory, long pfn, int run) throws IOException {
    int start = count << Page.SHIFT;
    try {
      memory.read(pfn << Page.SHIFT, pages.limit(start + (run << Page.SHIFT)).position(start));
    } catch (MemoryFault | DumpFormatException missing) {
      damaged = true;
      for (int i = 0; i < run; i++) {
        unreadable[count + i] = !readOne(memory, pfn + i, count + i);
      }
    }
  }

  private boolean readOne(PhysicalMemory memory, long pfn, int index) throws IOException {
    if (memory.state(pfn) != PageState.PRESENT) {
      return false;
    }
    int start = index << Page.SHIFT;
    try {
      memory.readFrame(pfn, pages.limit(start + Page.SIZE).position(start));
      return true;
    } catch (MemoryFault | DumpFormatException missing) {
      return false;
    }
  }

  /** Pages that the last {@link #fill} read. */
  public int count() {
    return count;
  }

  /** Whether the frame is missing or damaged in the source; the page's bytes mean nothing then. */
  public boolean isUnreadable(int index) {
    return unreadable[index];
  }

  /**
   * Whether the page is all zeros. Mostly answered by its first word; comparing the rest is the
   * runtime's own vector code, which is fast from its first call on.
   */
  public boolean isZero(int index) {
    int at = index << Page.SHIFT;
    return pages.getLong(at) == 0 && pages.slice(at, Page.SIZE).mismatch(zeros) < 0;
  }

  /** Moves a page down over one that is not wanted; {@code to} is at most {@code from}. */
  public void move(int from, int to) {
    if (from != to) {
      pages.put(to << Page.SHIFT, pages, from << Page.SHIFT, Page.SIZE);
    }
  }

  /** The bytes of the first {@code number} pages. */
  public ByteBuffer first(int number) {
    return pages.slice(0, number << Page.SHIFT);
  }

  /** Eight bytes of a page as a little-endian number. */
  public long word(int index, int offset) {
    long word = pages.getLong((index << Page.SHIFT) + offset);
    return pages.order() == ByteOrder.LITTLE_ENDIAN ? word : Long.reverseBytes(word);
  }

  /** Copies a page. */
  public void get(int index, byte[] into) {
    pages.get(index << Page.SHIFT, into, 0, Page.SIZE);
  }
}
