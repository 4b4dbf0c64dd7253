package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.kexshot.address.Page;
import org.kexshot.format.DumpFormatException;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.store.file.Sha256;

/**
 * Some neighbouring page frames with their contents and hashes, filled by one thread and then used
 * by another. Reused from range to range.
 */
public final class PageBatch {
  /** Page frames in a batch at most: a mebibyte of memory. */
  static final int MAX_FRAMES = 256;

  /** Page frames that are told of at once at most if none is read. */
  static final int MAX_RUN = 1 << 30;

  private final MessageDigest digest = Sha256.digest();
  private final PageState[] states = new PageState[MAX_FRAMES];
  private final boolean[] zero = new boolean[MAX_FRAMES];
  private final byte[] pages = new byte[MAX_FRAMES * Page.SIZE];
  private final byte[] hashes = new byte[MAX_FRAMES * Sha256.LENGTH];
  private long first;
  private int count;
  private boolean isRun;

  /** Takes frames of which all is known without reading them. */
  PageBatch run(long firstFrame, int frames, PageState state, boolean zeros) {
    first = firstFrame;
    count = frames;
    isRun = true;
    states[0] = state;
    zero[0] = zeros;
    return this;
  }

  /** Reads and hashes the frames from {@code firstFrame}; a zero page is not hashed. */
  PageBatch load(PhysicalMemory memory, long firstFrame, int frames) throws IOException {
    first = firstFrame;
    count = frames;
    isRun = false;
    for (int i = 0; i < frames; i++) {
      states[i] = memory.state(firstFrame + i);
    }
    for (int start = 0; start < frames; ) {
      int end = start;
      while (end < frames && states[end] == PageState.PRESENT) {
        end++;
      }
      if (start < end) {
        read(memory, start, end);
      }
      start = Math.max(end, start + 1);
    }
    return this;
  }

  /**
   * Reads present frames, all at once if that can be: a call of the system takes as long as to hash
   * a page. Where one of them fails they are read one by one, to see which.
   */
  private void read(PhysicalMemory memory, int start, int end) throws IOException {
    ByteBuffer into = ByteBuffer.wrap(pages, pageOffset(start), (end - start) * Page.SIZE);
    try {
      memory.read(first + start << Page.SHIFT, into);
    } catch (MemoryFault | DumpFormatException partly) {
      for (int i = start; i < end; i++) {
        states[i] = read(memory, i);
      }
    }
    for (int i = start; i < end; i++) {
      if (states[i] == PageState.PRESENT) {
        look(i);
      }
    }
  }

  private PageState read(PhysicalMemory memory, int index) throws IOException {
    try {
      memory.readFrame(first + index, ByteBuffer.wrap(pages, pageOffset(index), Page.SIZE));
      return PageState.PRESENT;
    } catch (MemoryFault fault) {
      return fault.state();
    } catch (DumpFormatException corrupt) {
      return PageState.UNREADABLE;
    }
  }

  private void look(int index) {
    int offset = pageOffset(index);
    zero[index] = isZero(offset);
    if (!zero[index]) {
      hash(index, offset);
    }
  }

  /** A page is zero when its first byte is, and each byte equals the next. */
  private boolean isZero(int offset) {
    return pages[offset] == 0
        && Arrays.equals(
            pages, offset, offset + Page.SIZE - 1, pages, offset + 1, offset + Page.SIZE);
  }

  private void hash(int index, int offset) {
    digest.update(pages, offset, Page.SIZE);
    try {
      digest.digest(hashes, index * Sha256.LENGTH, Sha256.LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 is not 32 bytes long", e);
    }
  }

  public long firstFrame() {
    return first;
  }

  public int frames() {
    return count;
  }

  /** Whether all frames are alike and absent or zero, so that the first one speaks for all. */
  public boolean isRun() {
    return isRun;
  }

  public PageState state(int index) {
    return states[index];
  }

  public boolean isZeroPage(int index) {
    return zero[index];
  }

  /** Takes a page's hash. */
  @FunctionalInterface
  public interface HashTaker {
    void take(long frame, byte[] hashes, int offset);
  }

  /** Gives away the hash of a page that is not zero. */
  public void addTo(HashTaker taker, int index) {
    taker.take(first + index, hashes, hashOffset(index));
  }

  byte[] pages() {
    return pages;
  }

  static int pageOffset(int index) {
    return index * Page.SIZE;
  }

  byte[] hashes() {
    return hashes;
  }

  static int hashOffset(int index) {
    return index * Sha256.LENGTH;
  }
}
