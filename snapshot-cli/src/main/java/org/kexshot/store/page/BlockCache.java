package org.kexshot.store.page;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Blocks of one repository, unpacked. Two images that are compared, and all of a series, share most
 * of theirs. What has a pack's number and a block's is the same pages for ever, so nothing in here
 * grows old. Memory: as far as it is used, 64 MiB or a sixteenth of Java's heap, whichever is less.
 * Any number of threads may ask.
 */
public final class BlockCache {
  private static final int FEWEST = 64;
  private static final int MOST = 1024;
  private static final int PART_OF_HEAP = 16;

  /**
   * A block.
   *
   * @param number in the pack
   * @param holes a bit for each page that was given back when it was read
   * @param pages one after another; not to be changed
   */
  record Block(int pack, long number, int holes, byte[] pages) {}

  private final AtomicReferenceArray<Block> slots;

  /** As many blocks as the heap allows. */
  public BlockCache() {
    this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP / PackFormat.BLOCK_BYTES);
  }

  /**
   * @param blocks that it should hold; within bounds it holds as many
   */
  BlockCache(long blocks) {
    this.slots = new AtomicReferenceArray<>((int) Math.max(FEWEST, Math.min(blocks, MOST)));
  }

  /** A block; null if it is not here. */
  Block find(int pack, long number) {
    Block cached = slots.get(slot(pack, number));
    return cached != null && cached.number == number && cached.pack == pack ? cached : null;
  }

  /** Keeps a block in place of another. */
  void keep(Block block) {
    slots.set(slot(block.pack, block.number), block);
  }

  private int slot(int pack, long block) {
    return (int) Long.remainderUnsigned(block + 31L * pack, slots.length());
  }
}
