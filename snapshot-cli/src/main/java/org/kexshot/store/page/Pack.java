package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.HashBytes;
import org.kexshot.store.file.MappedFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;

/** A pack, open for reading ({@link PackFormat}). Any number of threads may read. */
public final class Pack implements Closeable {
  /** What a block takes at most as a rule. */
  private static final int CHECKED_BYTES = 1 << 17;

  private static final long[] NO_BASES = {};

  private final int number;
  private final MappedFile file;
  private final long pages;
  private final long blocks;
  private final long indexOffset;
  private final long basesOffset;
  private final int baseCount;
  private final FormatVersion version;
  private final BitSet sound = new BitSet();
  private final BitSet unsound = new BitSet();
  private final BitSet withSoundBases = new BitSet();
  private volatile boolean indexIsChecked;
  private volatile Bases lastBases = new Bases(-1, NO_BASES);

  /** A block whose checksum is looked at, outside of the heap, into which nothing copies it. */
  private ByteBuffer checked = ByteBuffer.allocate(0);

  public Pack(RepositoryFiles files, int number, Path path) throws IOException {
    this.number = number;
    this.file = new MappedFile(files, path);
    try {
      this.version = requireFrame();
      int footerSize =
          version == FormatVersion.ONE ? PackFormat.FOOTER_SIZE : PackFormat.FOOTER_SIZE_2;
      long size = file.size();
      long footer = size - PackFormat.FOOTER_SIZE;
      this.pages = file.longAt(footer);
      this.blocks = file.longAt(footer + 8);
      this.indexOffset = file.longAt(footer + 16);
      long bases = version == FormatVersion.ONE ? 0 : file.longAt(footer - 8);
      this.basesOffset = size - footerSize - bases * Long.BYTES;
      if (pages < 1
          || pages > PackFormat.MAX_PAGES
          || bases < 0
          || bases > pages
          || blocks != (pages + PackFormat.BLOCK_PAGES - 1) / PackFormat.BLOCK_PAGES
          || indexOffset
              != basesOffset - blocks * PackFormat.BLOCK_ENTRY_SIZE - pages * Sha256.LENGTH) {
        throw RepositoryException.corrupt(
            path,
            "%d pages in %d blocks with an index at %d do not make %d bytes"
                .formatted(pages, blocks, indexOffset, size));
      }
      this.baseCount = (int) bases;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private FormatVersion requireFrame() throws IOException {
    long footer = file.size() - PackFormat.FOOTER_SIZE_2;
    if (footer < PackFormat.HEADER_SIZE
        || file.size() % 8 != 0
        || file.longAt(0) != PackFormat.MAGIC
        || file.longAt(file.size() - 8) != PackFormat.END_MAGIC) {
      throw RepositoryException.corrupt(file.path(), "is not a pack of pages, or is cut short");
    }
    int said = file.intAt(8);
    return FormatVersion.numbered(said)
        .orElseThrow(
            () ->
                new RepositoryException(
                    RepositoryException.Reason.NOT_A_REPOSITORY,
                    "%s: pack of version %d, this kexshot reads up to %d"
                        .formatted(file.path(), said, FormatVersion.newest().number())));
  }

  int number() {
    return number;
  }

  public Path path() {
    return file.path();
  }

  public long pages() {
    return pages;
  }

  public long blocks() {
    return blocks;
  }

  public long size() {
    return file.size();
  }

  /** Eight of the 32 bytes of a page's SHA-256; {@code part} is 0 to 3. */
  public long hashPart(long position, int part) throws IOException {
    if (position >= pages) {
      throw RepositoryException.corrupt(
          file.path(), "holds %d pages, a page map asks for %d".formatted(pages, position));
    }
    return file.longAt(indexOffset + position * Sha256.LENGTH + part * 8L);
  }

  /** Whether a page has the SHA-256 at {@code hash[offset]}. */
  public boolean hasHash(long position, byte[] hash, int offset) throws IOException {
    for (int part = 0; part < 4; part++) {
      if (hashPart(position, part) != HashBytes.part(hash, offset, part)) {
        return false;
      }
    }
    return true;
  }

  /** What a block's pages differ from. */
  private record Bases(long block, long[] references) {}

  /** Where a block lies, and how it is stored. */
  private record BlockEntry(
      long offset, int length, BlockCodec codec, int crc, int pages, int holes) {}

  /** Reads a block as it lies in the file, without looking at its checksum. */
  StoredBlock storedBlock(long block) throws IOException {
    return storedBlock(block, Integer.MAX_VALUE, StoredBlock.NO_ROOM);
  }

  /**
   * The same.
   *
   * @param room where what is stored is put if it fits ({@link StoredBlock#NO_ROOM})
   */
  StoredBlock storedBlock(long block, byte[] room) throws IOException {
    return storedBlock(block, Integer.MAX_VALUE, room);
  }

  private StoredBlock storedBlock(long block, int most, byte[] room) throws IOException {
    BlockEntry entry = blockEntry(block);
    int length = Math.min(entry.length, most);
    byte[] bytes = room.length >= length ? room : new byte[length];
    file.read(entry.offset, ByteBuffer.wrap(bytes, 0, length));
    return new StoredBlock(entry.codec, entry.pages, entry.holes, entry.crc, bytes, length);
  }

  private BlockEntry blockEntry(long block) throws IOException {
    long entry = entry(block);
    long offset = file.longAt(entry);
    int length = file.intAt(entry + 8);
    int codecNumber = file.intAt(entry + 12);
    int crc = file.intAt(entry + 16);
    int holes = holes(block);
    int blockPages = file.intAt(entry + 20) - (holes << PackFormat.HOLES_SHIFT);
    BlockCodec codec = BlockCodec.numbered(codecNumber);
    if (codec == null
        || length < 0
        || offset < PackFormat.HEADER_SIZE
        || offset > indexOffset - length
        || codec == BlockCodec.DELTA && version == FormatVersion.ONE
        || blockPages != pagesIn(block)
        || holes >>> blockPages != 0
        || length == 0 != (holes == (1 << blockPages) - 1)) {
      throw RepositoryException.corrupt(
          where(block),
          "entry says offset %d, length %d, codec %d, %d pages"
              .formatted(offset, length, codecNumber, blockPages));
    }
    return new BlockEntry(offset, length, codec, crc, blockPages, holes);
  }

  /** A bit for each page of a block that is a hole ({@link PackFormat}), from the lowest on. */
  public int holes(long block) throws IOException {
    return version == FormatVersion.ONE
        ? 0
        : file.intAt(entry(block) + 20) >>> PackFormat.HOLES_SHIFT;
  }

  /** Whether the contents of a page were given back. */
  public boolean isHole(long position) throws IOException {
    long bit = position % PackFormat.BLOCK_PAGES;
    return (holes(position / PackFormat.BLOCK_PAGES) >>> bit & 1) != 0;
  }

  /** How many pages of a block are there: those beyond its holes. */
  int pagesLeft(long block) throws IOException {
    return pagesIn(block) - Integer.bitCount(holes(block));
  }

  /** Bytes that a block takes, as the index has it. */
  int storedLength(long block) throws IOException {
    return file.intAt(entry(block) + 8);
  }

  /**
   * The references of the pages that a block's differ from, 0 for none; empty if it is no
   * difference; not to be changed. Cost: reads eight bytes a page of the block, unless it was the
   * last to be asked for.
   */
  long[] blockBases(long block) throws IOException {
    if (!isDifference(block)) {
      return NO_BASES;
    }
    Bases last = lastBases;
    if (last.block != block) {
      StoredBlock start =
          storedBlock(block, PackFormat.BLOCK_PAGES * Long.BYTES, StoredBlock.NO_ROOM);
      last = new Bases(block, start.bases(where(block)));
      lastBases = last;
    }
    return last.references;
  }

  /** Reads a part of the index, 32 bytes a page. */
  void readHashes(long position, ByteBuffer into) throws IOException {
    file.read(indexOffset + position * Sha256.LENGTH, into);
  }

  /** The packs whose pages blocks of this one differ from. */
  Set<Integer> bases() throws IOException {
    Set<Integer> bases = new TreeSet<>();
    for (int i = 0; i < baseCount; i++) {
      bases.add((int) file.longAt(basesOffset + i * (long) Long.BYTES));
    }
    return bases;
  }

  /**
   * Insists that each block is said to lie in the file, behind the one before; reads none.
   *
   * @throws RepositoryException if one is not
   */
  public void requireEntries() throws IOException {
    long end = PackFormat.HEADER_SIZE;
    for (long block = 0; block < blocks; block++) {
      BlockEntry entry = blockEntry(block);
      if (entry.offset < end) {
        throw RepositoryException.corrupt(
            where(block), "begins at %d, before %d".formatted(entry.offset, end));
      }
      end = entry.offset + entry.length;
    }
  }

  /**
   * Insists that the index names the packs that blocks differ from.
   *
   * @throws RepositoryException if it names others, or not all
   */
  public void requireBases() throws IOException {
    Set<Integer> found = new TreeSet<>();
    for (long block = 0; block < blocks; block++) {
      if (isDifference(block)) {
        for (long base : blockBases(block)) {
          if (PageReference.isStored(base)) {
            found.add(PageReference.pack(base));
          }
        }
      }
    }
    if (!found.equals(bases())) {
      throw RepositoryException.corrupt(
          file.path(), "differs from packs %s, its index says %s".formatted(found, bases()));
    }
  }

  /** Whether a block is stored as a difference from other pages. */
  boolean isDifference(long block) throws IOException {
    return file.intAt(entry(block) + 12) == BlockCodec.DELTA.ordinal();
  }

  private long entry(long block) throws RepositoryException {
    if (block >= blocks) {
      throw RepositoryException.corrupt(
          file.path(), "holds %d blocks, a page map asks for %d".formatted(blocks, block));
    }
    return indexOffset + pages * Sha256.LENGTH + block * PackFormat.BLOCK_ENTRY_SIZE;
  }

  FormatVersion version() {
    return version;
  }

  public String where(long block) {
    // For each block that is unpacked, so that a format would take longer than some blocks.
    return file.path() + ", block " + block;
  }

  /** How many pages a block is made of, its holes among them. */
  public int pagesIn(long block) {
    return (int) Math.min(PackFormat.BLOCK_PAGES, pages - block * PackFormat.BLOCK_PAGES);
  }

  /**
   * Insists that the index is what a page map says; looks only once. Cost: hashes 32 bytes a page.
   *
   * @param expected the pack's hash
   */
  void requireIndex(byte[] expected) throws IOException {
    if (!indexIsChecked) {
      byte[] found = indexHash();
      if (!Arrays.equals(found, expected)) {
        throw RepositoryException.corrupt(
            file.path(),
            "the SHA-256 of its index is %s, expected %s"
                .formatted(HexFormat.of().formatHex(found), HexFormat.of().formatHex(expected)));
      }
      indexIsChecked = true;
    }
  }

  /**
   * Whether what is stored of a block has its checksum; looks only once at each. For one thread.
   * Cost: reads the block, and does not unpack it.
   */
  boolean isSound(long block) throws IOException {
    int index = (int) block;
    if (!sound.get(index) && !unsound.get(index)) {
      (hasChecksum(block) ? sound : unsound).set(index);
    }
    return sound.get(index);
  }

  /** Whether {@link #setBasesAreSound} was called. For one thread. */
  boolean basesAreSound(long block) {
    return withSoundBases.get((int) block);
  }

  void setBasesAreSound(long block) {
    withSoundBases.set((int) block);
  }

  private boolean hasChecksum(long block) throws IOException {
    try {
      BlockEntry entry = blockEntry(block);
      if (checked.capacity() < entry.length) {
        checked = ByteBuffer.allocateDirect(Math.max(entry.length, CHECKED_BYTES));
      }
      checked.clear().limit(entry.length);
      file.read(entry.offset, checked);
      return StoredBlock.crc(version, entry.codec, entry.pages, entry.holes, checked.flip())
          == entry.crc;
    } catch (RepositoryException damaged) {
      return false;
    }
  }

  /** The pack's hash ({@link PackFormat}), of what is in the file. */
  public byte[] indexHash() throws IOException {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    boolean covered = version == FormatVersion.ONE;
    long end = covered ? file.size() : indexOffset + pages * Sha256.LENGTH;
    for (long at = indexOffset; at < end; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      file.read(at, buffer);
      at += buffer.position();
      digest.update(buffer.flip());
    }
    return covered ? digest.digest() : ended(digest, pages);
  }

  /** The hash of a pack of version 2, after those of its pages. */
  static byte[] ended(MessageDigest pageHashes, long pages) {
    pageHashes.update(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(pages).flip());
    return pageHashes.digest();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
