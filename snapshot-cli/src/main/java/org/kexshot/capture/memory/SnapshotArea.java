package org.kexshot.capture.memory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.linux.LockedMemory;

/**
 * The memory of this process that the program in physical mode writes to, page by page: results,
 * three bitmaps of all frames, and the buffer for the pages that are kept.
 */
final class SnapshotArea implements Closeable {

  private static final int FRAMES_OF_PAGE = Page.SIZE * 8;
  private static final int BITMAPS = 3;

  private final LockedMemory memory;
  private final long endPfn;
  private final long bufferPages;

  private SnapshotArea(LockedMemory memory, long endPfn, long bufferPages) {
    this.memory = memory;
    this.endPfn = endPfn;
    this.bufferPages = bufferPages;
  }

  /** Takes and locks the memory. */
  static SnapshotArea allocate(long endPfn, long bufferPages) throws IOException {
    return new SnapshotArea(LockedMemory.allocate(bytes(endPfn, bufferPages)), endPfn, bufferPages);
  }

  /** Bytes that an area takes. */
  static long bytes(long endPfn, long bufferPages) {
    return (1 + BITMAPS * bitmapPages(endPfn) + bufferPages) * Page.SIZE;
  }

  private static long bitmapPages(long endPfn) {
    return (endPfn + FRAMES_OF_PAGE - 1) / FRAMES_OF_PAGE;
  }

  LockedMemory memory() {
    return memory;
  }

  /** Pages that the buffer has room for. */
  long bufferPages() {
    return bufferPages;
  }

  /** Where its parts are, by the program's names for them. */
  Map<String, Long> places() {
    return Map.of(
        "area_start", memory.start(),
        "area_end", memory.start() + memory.length(),
        "results_page", memory.start(),
        "own_bitmap", memory.start() + bitmap(0),
        "copied_bitmap", memory.start() + bitmap(1),
        "zero_bitmap", memory.start() + bitmap(2),
        "buffer", memory.start() + buffer(),
        "buffer_pages", bufferPages);
  }

  private long bitmap(int which) {
    return (1 + which * bitmapPages(endPfn)) * Page.SIZE;
  }

  private long buffer() {
    return bitmap(BITMAPS);
  }

  /** The page that the program's results are written to. */
  ByteBuffer results() {
    return memory.bytes(0, Page.SIZE);
  }

  /** Marks frames as the capture's own before the jump. */
  void markOwn(PfnSet frames) {
    for (long index = 0; index < frames.wordCount(); index++) {
      long bits = frames.word(index);
      if (bits != 0) {
        memory.bytes(bitmap(0) + index * Long.BYTES, Long.BYTES).putLong(0, bits);
      }
    }
  }

  /** Frames that were copied; the k-th of them is in the buffer's k-th page. */
  PfnSet copied() {
    return frames(1);
  }

  /** Frames that were all zeros. */
  PfnSet zeros() {
    return frames(2);
  }

  private PfnSet frames(int which) {
    PfnSet frames = new PfnSet(endPfn);
    int longs = Page.SIZE / Long.BYTES;
    for (long page = 0; page < bitmapPages(endPfn); page++) {
      ByteBuffer bits = memory.bytes(bitmap(which) + page * Page.SIZE, Page.SIZE);
      for (int i = 0; i < longs && page * longs + i < frames.wordCount(); i++) {
        long word = bits.getLong(i * Long.BYTES);
        if (word != 0) {
          frames.setWord(page * longs + i, word);
        }
      }
    }
    return frames;
  }

  /** A part of the buffer. */
  ByteBuffer buffer(long offset, int length) {
    return memory.bytes(buffer() + offset, length);
  }

  @Override
  public void close() {
    memory.close();
  }
}
