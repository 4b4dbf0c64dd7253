package org.kexshot.store.page;

import java.io.IOException;
import java.util.Arrays;
import org.kexshot.address.Page;
import org.kexshot.compress.ZstdDelta;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.RepositoryException;

/**
 * Packs blocks of pages, by themselves or as differences from stored pages, whichever takes less,
 * and unpacks what is going to be stored again. Any number of threads may pack.
 */
final class BlockPacker {
  private static final byte[] NONE = {};

  /** Of a page, how many places are looked at to see whether it resembles another, */
  private static final int SAMPLES = 16;

  /** and how many bytes at each. */
  private static final int SAMPLE = 32;

  /**
   * One place in so many must be the same for what does not compress to be tried as a difference.
   */
  private static final int LIKE = 8;

  private final FormatVersion version;
  private final PackSet packs;
  private final BlockContexts contexts;
  private final BlockCodec codec;

  /**
   * @param packs of which pages may be read from which new ones differ
   * @param codec of blocks that stand by themselves
   */
  BlockPacker(FormatVersion version, PackSet packs, BlockCodec codec) {
    this.version = version;
    this.packs = packs;
    this.contexts = packs.contexts();
    this.codec = codec;
  }

  /**
   * Packs a block.
   *
   * @param raw the pages that are no holes, one after another; may be kept, and must not be changed
   * @param holes a bit for each page that is one, from the lowest on
   * @param bases for each page the reference of a stored one that it may resemble, or {@link
   *     PageReference#NOT_RAM}
   * @throws IOException if the block does not unpack to its pages
   */
  StoredBlock pack(byte[] raw, int holes, long[] bases) throws IOException {
    StoredBlock alone = StoredBlock.compress(version, contexts, codec, raw, bases.length, holes);
    byte[] dictionary = dictionary(bases);
    StoredBlock smaller = dictionary.length == 0 ? alone : smaller(alone, raw, bases, dictionary);
    smaller.requireUnpacksTo(contexts, raw, dictionary);
    return smaller;
  }

  /** Of the pages from which the block's may differ; empty if there are none that can be read. */
  private byte[] dictionary(long[] bases) throws IOException {
    boolean mayDiffer = false;
    for (long base : bases) {
      mayDiffer |= PageReference.isStored(base);
    }
    if (!mayDiffer || version == FormatVersion.ONE || !ZstdDelta.isAvailable()) {
      return NONE;
    }
    try {
      return packs.dictionary(bases);
    } catch (RepositoryException damaged) {
      return NONE;
    }
  }

  /** The block as a difference, if that saves a quarter of what it takes by itself. */
  private StoredBlock smaller(StoredBlock alone, byte[] raw, long[] bases, byte[] dictionary) {
    if (isNoise(alone) && !resembles(raw, alone.holes(), bases, dictionary)) {
      return alone;
    }
    StoredBlock difference =
        StoredBlock.difference(contexts, raw, alone.holes(), bases, dictionary);
    return difference.length() > alone.length() / 4 * 3 ? alone : difference;
  }

  /** Whether a block hardly compresses: it is packed itself, encrypted, or random. */
  private static boolean isNoise(StoredBlock alone) {
    int pages = alone.pages() - Integer.bitCount(alone.holes());
    return alone.length() >= pages * (Page.SIZE / 4 * 3);
  }

  /**
   * Whether pages have bytes in common with those at their place: if noise has none, it is other
   * noise, and to find nothing in it would take as long as to compress it three times.
   */
  private static boolean resembles(byte[] raw, int holes, long[] bases, byte[] dictionary) {
    int same = 0;
    int compared = 0;
    int page = 0;
    int base = ZstdDelta.DICTIONARY_START;
    for (int i = 0; i < bases.length; i++) {
      if (PageReference.isStored(bases[i])) {
        for (int at = 0; at < Page.SIZE; at += Page.SIZE / SAMPLES) {
          int one = page + at;
          int other = base + at;
          same += Arrays.equals(raw, one, one + SAMPLE, dictionary, other, other + SAMPLE) ? 1 : 0;
        }
        compared += SAMPLES;
        base += Page.SIZE;
      }
      page += (holes >>> i & 1) == 0 ? Page.SIZE : 0;
    }
    return same * LIKE >= compared;
  }
}
