package org.kexshot.store.page;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.store.file.RepositoryException;

/** The pages that are needed of each pack. Memory: a bit a page of the packs, 32 KiB a pack. */
public final class LivePages {
  private final Map<Integer, BitSet> packs = new TreeMap<>();

  /**
   * Adds pages of consecutive numbers.
   *
   * @param first a stored page's reference
   * @param where names who needs them, for the message
   * @throws RepositoryException if there can be none of such numbers
   */
  public void add(long first, long count, Object where) throws RepositoryException {
    long position = PageReference.position(first);
    if (position + count > PackFormat.MAX_PAGES) {
      throw RepositoryException.corrupt(
          where, "asks for pages %d to %d of a pack".formatted(position, position + count - 1));
    }
    packs
        .computeIfAbsent(PageReference.pack(first), pack -> new BitSet())
        .set((int) position, (int) (position + count));
  }

  /** The positions that are needed of a pack. */
  public BitSet of(int pack) {
    return packs.getOrDefault(pack, new BitSet());
  }

  /** How many pages are needed. */
  public long count() {
    return packs.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** The needed pages of a block, a bit each, from the lowest on. */
  static int inBlock(BitSet live, long block) {
    int first = (int) block * PackFormat.BLOCK_PAGES;
    long[] bits = live.get(first, first + PackFormat.BLOCK_PAGES).toLongArray();
    return bits.length == 0 ? 0 : (int) bits[0];
  }
}
