package org.kexshot.capture.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;

/**
 * Pages drawn at random, each as likely as any other, and what they held. Of each a CRC-32C is
 * kept: of 4,294,967,296 changes one is not noticed.
 */
final class PageSample {
  /** So many pages tell a share of 3 % to half a per cent, and are read in some milliseconds. */
  static final int SIZE = 4096;

  private final PhysicalMemory memory;
  private final long[] frames;
  private final int[] sums;

  /**
   * What became of a sample.
   *
   * @param sampled pages that could be read both times
   * @param changed those of them that hold something else
   */
  record Outcome(long sampled, long changed) {}

  private PageSample(PhysicalMemory memory, long[] frames, int[] sums) {
    this.memory = memory;
    this.frames = frames;
    this.sums = sums;
  }

  /**
   * Draws pages and reads them.
   *
   * @param frames to draw from; of as few as {@link #SIZE} or fewer all are taken
   */
  static PageSample take(PhysicalMemory memory, PfnSet frames, RandomGenerator random)
      throws IOException {
    long[] drawn = draw(frames, random);
    int[] sums = new int[drawn.length];
    int count = 0;
    for (long frame : drawn) {
      OptionalInt sum = sum(memory, frame);
      if (sum.isPresent()) {
        drawn[count] = frame;
        sums[count++] = sum.getAsInt();
      }
    }
    return new PageSample(memory, Arrays.copyOf(drawn, count), Arrays.copyOf(sums, count));
  }

  /**
   * Draws without repetition by R. W. Floyd's method (Comm. ACM 30 no. 9, 1987): as many draws as
   * frames wanted, whatever the number of all.
   */
  private static long[] draw(PfnSet frames, RandomGenerator random) {
    long all = frames.count();
    SortedSet<Long> ranks = new TreeSet<>();
    for (long last = Math.max(0, all - SIZE); last < all; last++) {
      long rank = random.nextLong(last + 1);
      ranks.add(ranks.contains(rank) ? last : rank);
    }
    long[] drawn = new long[ranks.size()];
    int count = 0;
    long rankOfFrame = 0;
    long frame = frames.nextIn(0);
    for (long rank : ranks) {
      frame = frames.after(frame, rank - rankOfFrame);
      rankOfFrame = rank;
      drawn[count++] = frame;
    }
    return drawn;
  }

  private static OptionalInt sum(PhysicalMemory memory, long frame) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(Page.SIZE);
    try {
      memory.readFrame(frame, page);
    } catch (MemoryFault unreadable) {
      return OptionalInt.empty();
    }
    CRC32C sum = new CRC32C();
    sum.update(page.flip());
    return OptionalInt.of((int) sum.getValue());
  }

  /** Reads the pages again. */
  Outcome compare() throws IOException {
    long sampled = 0;
    long changed = 0;
    for (int i = 0; i < frames.length; i++) {
      OptionalInt now = sum(memory, frames[i]);
      if (now.isPresent()) {
        sampled++;
        changed += now.getAsInt() == sums[i] ? 0 : 1;
      }
    }
    return new Outcome(sampled, changed);
  }
}
