package org.kexshot.filter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.VirtualMemory;

/**
 * Reads page descriptors and has them classified, for one level or several. What a free block or a
 * huge page reaches over is never read. For one thread; stretches must come in ascending order.
 */
final class DescriptorWalk {
  /**
   * Most bytes of descriptors read at once: those of a huge page of 2 MiB with {@code struct page}
   * of 64 bytes. Of longer blocks more is read that such a page, or a free block, reaches over.
   */
  private static final int BLOCK_BYTES = 32 << 10;

  private final VirtualMemory kernel;
  private final DescriptorLayout layout;
  private final PfnSet ram;
  private final List<PageClassifier> classifiers = new ArrayList<>();
  // Even numbers of descriptors, and blocks begin at even frames: the second descriptor of a
  // compound page then lies in the block of the first.
  private final long shortest;
  private final long longest;
  private final ByteBuffer block;
  private final IntBuffer blockWords;
  private final int[] words;
  private long decidedEnd;
  private long decided;

  /**
   * @param kept for each level the frames that are there; what is excluded is removed
   */
  DescriptorWalk(
      VirtualMemory kernel,
      DescriptorLayout layout,
      PfnSet ram,
      List<DumpLevel> levels,
      List<PfnSet> kept) {
    this.kernel = kernel;
    this.layout = layout;
    this.ram = ram;
    this.shortest = Math.max(2, Long.highestOneBit(Page.SIZE / layout.size));
    this.longest = Long.highestOneBit(BLOCK_BYTES / layout.size);
    this.block =
        ByteBuffer.allocateDirect((int) longest * layout.size).order(ByteOrder.LITTLE_ENDIAN);
    this.blockWords = block.asIntBuffer();
    this.words = new int[blockWords.capacity()];
    for (int i = 0; i < levels.size(); i++) {
      classifiers.add(new PageClassifier(levels.get(i), layout, ram, kept.get(i)));
    }
  }

  /**
   * Decides on the frames of a run from {@code from} up to {@code to}, and on those that a block
   * among them reaches over. Blocks grow while nothing is passed over; of one that cannot be read
   * as a whole, the pages that can are.
   *
   * @param limit frames at or beyond it are left alone
   * @return whether a block reaches beyond the limit
   */
  boolean walk(DescriptorRun run, long from, long to, long limit) throws IOException {
    long span = shortest;
    long pfn = ram.nextIn(Math.max(from, decidedEnd));
    while (pfn < to) {
      long start = Math.max(run.startPfn(), pfn & -2);
      long end = Math.min(run.endPfn(), (pfn & -span) + span);
      block.clear().limit((int) (end - start) * layout.size);
      try {
        kernel.read(run.addressOf(start, layout.size), block);
      } catch (MemoryFault fault) {
        if (span == shortest) {
          pfn = ram.nextIn(Math.max(end, run.missingEnd(start, layout.size, fault)));
        }
        span = shortest;
        continue;
      }
      decidedEnd = classify(start, end, limit);
      decided += ramBetween(pfn, decidedEnd);
      span = decidedEnd > end ? shortest : Math.min(longest, 2 * span);
      pfn = ram.nextIn(decidedEnd);
    }
    return decidedEnd > limit;
  }

  /** Returns one past the last frame that the block decides at every level. */
  private long classify(long start, long end, long limit) {
    // Copied at once: looking at an array is several times as fast as asking a buffer for each
    // number, most of all before the second compiler has seen it.
    blockWords.get(0, words, 0, block.limit() / Integer.BYTES);
    long reached = Long.MAX_VALUE;
    for (PageClassifier classifier : classifiers) {
      reached = Math.min(reached, classifier.classify(words, start, end, limit));
    }
    return reached;
  }

  /**
   * @param reached may lie beyond all RAM, where a torn descriptor says so
   */
  private long ramBetween(long start, long reached) {
    long end = Math.min(reached, ram.end());
    long count = 0;
    for (long pfn = ram.nextIn(start); pfn < end; ) {
      long out = ram.nextOut(pfn, end);
      count += out - pfn;
      pfn = ram.nextIn(out);
    }
    return count;
  }

  /** Frames of RAM that were decided. */
  long decided() {
    return decided;
  }

  /** Frames excluded so far at a level, by {@link PageKind#ordinal}. */
  long[] counts(int level) {
    return classifiers.get(level).counts();
  }
}
