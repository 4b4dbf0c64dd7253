package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.kexshot.address.Page;
import org.kexshot.compress.ZstdDelta;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;

/**
 * The packs of a repository, opened when first asked for, with a cache of unpacked blocks that may
 * be shared. Any number of threads may read.
 */
public final class PackSet implements Closeable {
  /** Of one that has its own: 4 MiB. */
  private static final int OWN_BLOCKS = 64;

  private final RepositoryFiles files;
  private final Map<Integer, Pack> open = new ConcurrentHashMap<>();
  private final Map<Integer, byte[]> expected = new ConcurrentHashMap<>();
  private final BlockCache cache;
  private final Queue<Pack> replaced = new ConcurrentLinkedQueue<>();

  private final BlockContexts contexts = new BlockContexts();

  /** With a cache of its own, for those that read a block once or a few times in a row. */
  public PackSet(RepositoryFiles files) {
    this(files, new BlockCache(OWN_BLOCKS));
  }

  /**
   * @param cache of this repository's blocks
   */
  public PackSet(RepositoryFiles files, BlockCache cache) {
    this.files = files;
    this.cache = cache;
  }

  public Pack pack(int number) throws IOException {
    Pack pack = open.get(number);
    if (pack != null) {
      return pack;
    }
    try {
      return open.computeIfAbsent(number, this::openPack);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Says what packs' indexes must be, by number, so that those are checked before a page's hash is
   * taken from them.
   */
  public void expect(Map<Integer, byte[]> indexHashes) {
    indexHashes.forEach(expected::putIfAbsent);
  }

  /** The expected hash of a pack's index; null if it is not known. */
  public byte[] expected(int number) {
    return expected.get(number);
  }

  /** Whether there is a file of that number; packs that no snapshot needs may be gone. */
  public boolean isThere(int number) throws IOException {
    return open.containsKey(number) || files.exists(files.layout().pack(number));
  }

  /** The pack, with an index that is as expected. */
  private Pack checked(int number) throws IOException {
    Pack pack = pack(number);
    byte[] hash = expected.get(number);
    if (hash != null) {
      pack.requireIndex(hash);
    }
    return pack;
  }

  /** Compressors, which are freed with this. */
  BlockContexts contexts() {
    return contexts;
  }

  private Pack openPack(int number) {
    try {
      return new Pack(files, number, files.layout().pack(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies part of a stored page. */
  public void read(long reference, int pageOffset, byte[] into, int offset, int length)
      throws IOException {
    long position = PageReference.position(reference);
    BlockCache.Block block =
        block(PageReference.pack(reference), position / PackFormat.BLOCK_PAGES);
    byte[] pages = block.pages();
    int start = (int) (position % PackFormat.BLOCK_PAGES) * Page.SIZE;
    if ((block.holes() >>> position % PackFormat.BLOCK_PAGES & 1) != 0) {
      throw RepositoryException.corrupt(
          files.layout().pack(PageReference.pack(reference)),
          "page %d was given back, and is asked for".formatted(position));
    }
    if (start >= pages.length) {
      throw RepositoryException.corrupt(
          files.layout().pack(PageReference.pack(reference)),
          "has no page %d, which a page map asks for".formatted(position));
    }
    System.arraycopy(pages, start + pageOffset, into, offset, length);
  }

  private BlockCache.Block block(int number, long block) throws IOException {
    BlockCache.Block cached = cache.find(number, block);
    if (cached != null) {
      return cached;
    }
    Pack pack = pack(number);
    byte[] pages;
    try {
      pages = unpack(pack, block);
    } catch (RepositoryException failure) {
      pack = nowInItsPlace(pack, failure);
      pages = unpack(pack, block);
    }
    BlockCache.Block unpacked = new BlockCache.Block(number, block, pack.holes(block), pages);
    cache.keep(unpacked);
    return unpacked;
  }

  /**
   * The pack that has taken the place of one that is open: a block of the old one may differ from
   * pages that were given back with its own.
   *
   * @throws RepositoryException the failure, if there is no such pack
   */
  private Pack nowInItsPlace(Pack pack, RepositoryException failure) throws IOException {
    Pack now;
    try {
      now = new Pack(files, pack.number(), pack.path());
    } catch (RepositoryException gone) {
      throw failure;
    }
    if (now.size() == pack.size()) {
      now.close();
      throw failure;
    }
    replaced.add(now);
    if (open.replace(pack.number(), pack, now)) {
      replaced.add(pack);
    }
    return now;
  }

  /** The pages of a block, one after another, past the cache; zeros for those that are holes. */
  public byte[] unpack(Pack pack, long block) throws IOException {
    return unpack(pack, block, StoredBlock.NO_ROOM);
  }

  /**
   * The same for one who reads many blocks and keeps none: no array is cleared and collected for
   * each.
   *
   * @param room where they are put if they fit, which those of any block do in {@link
   *     PackFormat#BLOCK_BYTES}
   * @return {@code room}, or an array of just their length
   */
  public byte[] unpack(Pack pack, long block, byte[] room) throws IOException {
    byte[] lent = contexts.room();
    try {
      StoredBlock stored = pack.storedBlock(block, lent);
      String where = pack.where(block);
      if (stored.codec() != BlockCodec.DELTA) {
        return stored.decompress(pack.version(), contexts, where, room);
      }
      return stored.difference(contexts, where, dictionary(stored.bases(where)), room);
    } finally {
      contexts.giveBack(lent);
    }
  }

  /**
   * The pages of references one after another, those that are none left out, as a dictionary for
   * {@link ZstdDelta}.
   */
  byte[] dictionary(long[] bases) throws IOException {
    int count = 0;
    for (long base : bases) {
      count += PageReference.isStored(base) ? 1 : 0;
    }
    byte[] pages = new byte[ZstdDelta.DICTIONARY_START + count * Page.SIZE];
    int at = ZstdDelta.DICTIONARY_START;
    for (long base : bases) {
      if (PageReference.isStored(base)) {
        requireWhole(base);
        read(base, 0, pages, at, Page.SIZE);
        at += Page.SIZE;
      }
    }
    return pages;
  }

  /** A page that others differ from is not stored as a difference itself. */
  private void requireWhole(long base) throws IOException {
    Pack pack = pack(PageReference.pack(base));
    long block = PageReference.position(base) / PackFormat.BLOCK_PAGES;
    if (pack.isDifference(block)) {
      throw RepositoryException.corrupt(
          pack.where(block), "is stored as a difference, and another block differs from it");
    }
  }

  /**
   * The page from which one may be told to differ that resembles a stored page: itself, or where it
   * is stored as a difference the one that it differs from.
   *
   * @return its reference, or {@link PageReference#NOT_RAM} if there is none
   */
  long base(long reference) throws IOException {
    Pack pack = pack(PageReference.pack(reference));
    long position = PageReference.position(reference);
    long block = position / PackFormat.BLOCK_PAGES;
    return pack.isDifference(block)
        ? pack.blockBases(block)[(int) (position % PackFormat.BLOCK_PAGES)]
        : reference;
  }

  /** The packs that a pack cannot be read without. */
  public Set<Integer> bases(int number) throws IOException {
    return pack(number).bases();
  }

  /** Copies the SHA-256 of a stored page, from an index that is as expected. */
  public void hash(long reference, byte[] into) throws IOException {
    Pack pack = checked(PageReference.pack(reference));
    ByteBuffer bytes = ByteBuffer.wrap(into).order(ByteOrder.LITTLE_ENDIAN);
    for (int part = 0; part < 4; part++) {
      bytes.putLong(pack.hashPart(PageReference.position(reference), part));
    }
  }

  /** Whether the stored page has the SHA-256 at {@code hash[offset]}; reads no page. */
  boolean hasHash(long reference, byte[] hash, int offset) throws IOException {
    return checked(PageReference.pack(reference))
        .hasHash(PageReference.position(reference), hash, offset);
  }

  /** Insists that a pack's index is as expected. */
  void requireIndex(int number) throws IOException {
    checked(number);
  }

  /**
   * Whether the block of a stored page has its checksum, and those that it differs from; they are
   * not unpacked.
   */
  boolean isSound(long reference) throws IOException {
    return isSound(pack(PageReference.pack(reference)), PageReference.position(reference));
  }

  /** The same of the page at a position of a pack. */
  boolean isSound(Pack pack, long position) throws IOException {
    if (!isSoundAlone(pack, position)) {
      return false;
    }
    long block = position / PackFormat.BLOCK_PAGES;
    if (pack.basesAreSound(block)) {
      return true;
    }
    for (long base : pack.blockBases(block)) {
      if (PageReference.isStored(base)
          && !isSoundAlone(pack(PageReference.pack(base)), PageReference.position(base))) {
        return false;
      }
    }
    pack.setBasesAreSound(block);
    return true;
  }

  private static boolean isSoundAlone(Pack pack, long position) throws IOException {
    return pack.isSound(position / PackFormat.BLOCK_PAGES) && !pack.isHole(position);
  }

  /**
   * The first of some pages that is a hole, or {@link PageReference#NOT_RAM} if none is.
   *
   * @param first a stored page's reference
   */
  public long firstHole(long first, long count) throws IOException {
    Pack pack = pack(PageReference.pack(first));
    for (long i = 0; i < count; i++) {
      if (pack.isHole(PageReference.position(first + i))) {
        return first + i;
      }
    }
    return PageReference.NOT_RAM;
  }

  /** Whether two stored pages have the same SHA-256; reads neither. */
  public boolean sameHash(long one, long other) throws IOException {
    if (one == other) {
      return true;
    }
    Pack first = checked(PageReference.pack(one));
    Pack second = checked(PageReference.pack(other));
    for (int part = 0; part < 4; part++) {
      if (first.hashPart(PageReference.position(one), part)
          != second.hashPart(PageReference.position(other), part)) {
        return false;
      }
    }
    return true;
  }

  /** The first eight bytes of a stored page's SHA-256; the page is not read. */
  public long digest(long reference) throws IOException {
    return checked(PageReference.pack(reference)).hashPart(PageReference.position(reference), 0);
  }

  @Override
  public void close() throws IOException {
    contexts.close();
    for (Pack pack : open.values()) {
      pack.close();
    }
    for (Pack pack : replaced) {
      pack.close();
    }
  }
}
