package org.kexshot.capture.live;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;

/**
 * Page frames read one after the other, as a stream of the pages that hold something. Which they
 * were, and which were zero or could not be read, is known at its end. For one thread.
 */
final class FrameStream extends InputStream {
  /** Frames that are read at once: as many bytes as the receiver writes at once. */
  private static final int MOST_FRAMES = 16;

  private final PhysicalMemory memory;
  private final PfnSet frames;
  private final PfnSet copied;
  private final PfnSet zeros;
  private final ByteBuffer pages = ByteBuffer.allocate(MOST_FRAMES * Page.SIZE).flip();
  private long next;

  /**
   * @param frames that are read, ascending
   */
  FrameStream(PhysicalMemory memory, PfnSet frames) {
    this.memory = memory;
    this.frames = frames;
    this.copied = new PfnSet(frames.end());
    this.zeros = new PfnSet(frames.end());
    this.next = frames.nextIn(0);
  }

  /** Frames whose pages were in the stream, in that order. */
  PfnSet copied() {
    return copied;
  }

  /** Frames that held nothing but zeros. */
  PfnSet zeros() {
    return zeros;
  }

  @Override
  public int read() throws IOException {
    return hasMore() ? Byte.toUnsignedInt(pages.get()) : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int count = Math.min(length, pages.remaining());
    pages.get(into, offset, count);
    return count;
  }

  private boolean hasMore() throws IOException {
    while (!pages.hasRemaining() && next < frames.end()) {
      load();
    }
    return pages.hasRemaining();
  }

  /** Reads the next frames: together, or where that fails each by itself. */
  private void load() throws IOException {
    long first = next;
    int count = (int) (frames.nextOut(first, first + MOST_FRAMES) - first);
    next = frames.nextIn(first + count);
    pages.clear();
    try {
      memory.read(first << Page.SHIFT, pages.limit(count * Page.SIZE));
      pages.clear();
      for (int i = 0; i < count; i++) {
        keep(first + i, i * Page.SIZE);
      }
    } catch (MemoryFault together) {
      pages.clear();
      for (int i = 0; i < count; i++) {
        loadAlone(first + i);
      }
    }
    pages.flip();
  }

  private void loadAlone(long frame) throws IOException {
    int start = pages.position();
    try {
      memory.readFrame(frame, pages.limit(start + Page.SIZE));
      pages.limit(pages.capacity()).position(start);
      keep(frame, start);
    } catch (MemoryFault unreadable) {
      pages.limit(pages.capacity()).position(start);
    }
  }

  /** Moves a page that lies at an offset behind those that are kept, unless it is zero. */
  private void keep(long frame, int at) {
    byte[] bytes = pages.array();
    for (int i = at; i < at + Page.SIZE; i++) {
      if (bytes[i] != 0) {
        copied.add(frame);
        System.arraycopy(bytes, at, bytes, pages.position(), Page.SIZE);
        pages.position(pages.position() + Page.SIZE);
        return;
      }
    }
    zeros.add(frame);
  }
}
