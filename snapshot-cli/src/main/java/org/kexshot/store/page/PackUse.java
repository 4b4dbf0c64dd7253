package org.kexshot.store.page;

import java.io.IOException;
import java.util.BitSet;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.RepositoryException;

/**
 * How much of a pack is needed. Nothing but its index is read, and of blocks that are stored as
 * differences the numbers of the pages from which they differ.
 *
 * @param bytes of the file
 * @param pages that are there
 * @param unusedPages of them, those that are not needed
 * @param unusedBytes that these take, by an estimate: their share of each block
 * @param mayHaveHoles whether the pack can be stored without them; one of version 1 cannot
 */
public record PackUse(
    long bytes, long pages, long unusedPages, long unusedBytes, boolean mayHaveHoles) {
  /**
   * That of one pack, whose index is as expected.
   *
   * @param live the positions that are needed
   */
  public static PackUse of(PackSet packs, int number, BitSet live) throws IOException {
    packs.requireIndex(number);
    Pack pack = packs.pack(number);
    long pages = 0;
    long unusedPages = 0;
    long unusedBytes = 0;
    for (long block = 0; block < pack.blocks(); block++) {
      int left = pack.pagesLeft(block);
      int unused = Integer.bitCount(present(pack, block) & ~LivePages.inBlock(live, block));
      pages += left;
      unusedPages += unused;
      unusedBytes += left == 0 ? 0 : (long) pack.storedLength(block) * unused / left;
    }
    return new PackUse(
        pack.size(), pages, unusedPages, unusedBytes, pack.version() != FormatVersion.ONE);
  }

  /** The pages of a block that are there, a bit each. */
  static int present(Pack pack, long block) throws IOException {
    return (1 << pack.pagesIn(block)) - 1 & ~pack.holes(block);
  }

  /**
   * Adds the pages that others of a pack differ from to those that are needed.
   *
   * @param kept the positions in this pack that are going to be there
   * @throws RepositoryException if a block's entry or bytes cannot be read
   */
  public static void addBases(PackSet packs, int number, BitSet kept, LivePages live)
      throws IOException {
    Pack pack = packs.pack(number);
    for (long block = 0; block < pack.blocks(); block++) {
      int there = present(pack, block) & LivePages.inBlock(kept, block);
      if (there != 0) {
        long[] bases = pack.blockBases(block);
        for (int page = 0; page < bases.length; page++) {
          if ((there >>> page & 1) != 0 && PageReference.isStored(bases[page])) {
            requireOlder(pack, block, bases[page]);
            live.add(bases[page], 1, pack.where(block));
          }
        }
      }
    }
  }

  /** By which a pack may be looked at before all those that its pages differ from. */
  private static void requireOlder(Pack pack, long block, long base) throws RepositoryException {
    if (PageReference.pack(base) >= pack.number()) {
      throw RepositoryException.corrupt(
          pack.where(block),
          "differs from pack %d, expected one before it".formatted(PageReference.pack(base)));
    }
  }

  /** All positions of a pack. */
  public static BitSet all(PackSet packs, int number) throws IOException {
    BitSet all = new BitSet();
    all.set(0, (int) packs.pack(number).pages());
    return all;
  }
}
