package org.kexshot.diff.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.FrameStates;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Digests of the pages of an image, by reading them by all processors. Memory: half a mebibyte a
 * thread. Cost: SHA-256 of each page that is not known to be zero.
 */
public final class MemoryDigests implements PageDigests {
  private static final int TASK_PAGES = 1024;

  private final PhysicalMemory memory;
  private final FrameStates states;
  private final long pages;

  /**
   * @throws IOException if the file fails
   */
  public MemoryDigests(PhysicalMemory memory) throws IOException {
    this.memory = memory;
    this.states = new FrameStates(memory);
    PfnSet read = memory.presentFrames();
    read.removeAll(memory.zeroFrames());
    this.pages = read.count();
  }

  @Override
  public long endFrame() {
    return memory.endPfn();
  }

  @Override
  public long pages() {
    return pages;
  }

  /** What a task found: which frames from its first one on were read, and the digests of those. */
  private static final class Found {
    final long first;
    final boolean[] read;
    final boolean[] zero;
    final long[] digests;

    Found(long first, int count) {
      this.first = first;
      this.read = new boolean[count];
      this.zero = new boolean[count];
      this.digests = new long[count];
    }

    void visit(Visitor visitor) {
      for (int i = 0; i < read.length; i++) {
        if (zero[i]) {
          visitor.zeros(first + i, 1);
        } else if (read[i]) {
          visitor.page(first + i, digests[i]);
        }
      }
    }
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    try (TaskLine<Found> line = new TaskLine<>(threads, found -> found.visit(visitor))) {
      for (long frame = 0, end = endFrame(); frame < end; ) {
        long alike = Math.min(end, states.runEnd(frame));
        if (states.mustBeRead(frame)) {
          long from = frame;
          int count = (int) Math.min(TASK_PAGES, alike - frame);
          line.add(() -> digests(from, count));
          frame += count;
          continue;
        }
        if (states.isZero(frame) && states.state(frame) == PageState.PRESENT) {
          visitor.zeros(frame, alike - frame);
        }
        frame = alike;
      }
      line.end();
    }
  }

  private Found digests(long first, int count) throws IOException {
    Found found = new Found(first, count);
    MessageDigest sha256 = sha256();
    byte[] page = new byte[Page.SIZE];
    byte[] zeros = new byte[Page.SIZE];
    for (int i = 0; i < count; i++) {
      found.read[i] =
          FramePages.load(memory, first + i, ByteBuffer.wrap(page)) == PageState.PRESENT;
      if (found.read[i]) {
        found.zero[i] = Arrays.equals(page, zeros);
        found.digests[i] = found.zero[i] ? 0 : ByteBuffer.wrap(sha256.digest(page)).getLong();
      }
    }
    return found;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
