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
import org.kexshot.store.file.MappedFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;

/** A pack, open for reading ({@link PackFormat}). Any number of threads may read. */
public final class Pack implements Closeable {
  private final int number;
  private final MappedFile file;
  private final long pages;
  private final long blocks;
  private final long indexOffset;
  private final BitSet sound = new BitSet();
  private final BitSet unsound = new BitSet();
  private volatile boolean indexIsChecked;

  public Pack(RepositoryFiles files, int number, Path path) throws IOException {
    this.number = number;
    this.file = new MappedFile(files, path);
    long size = file.size();
    long footer = size - PackFormat.FOOTER_SIZE;
    if (footer < PackFormat.HEADER_SIZE
        || size % 8 != 0
        || file.longAt(0) != PackFormat.MAGIC
        || file.longAt(footer + 24) != PackFormat.END_MAGIC) {
      file.close();
      throw RepositoryException.corrupt(path, "is not a pack of pages, or is cut short");
    }
    int version = file.intAt(8);
    if (version != PackFormat.VERSION) {
      file.close();
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: pack of version %d, this kexshot reads %d"
              .formatted(path, version, PackFormat.VERSION));
    }
    this.pages = file.longAt(footer);
    this.blocks = file.longAt(footer + 8);
    this.indexOffset = file.longAt(footer + 16);
    if (pages < 1
        || pages > PackFormat.MAX_PAGES
        || blocks != (pages + PackFormat.BLOCK_PAGES - 1) / PackFormat.BLOCK_PAGES
        || indexOffset != footer - blocks * PackFormat.BLOCK_ENTRY_SIZE - pages * Sha256.LENGTH) {
      file.close();
      throw RepositoryException.corrupt(
          path,
          "%d pages in %d blocks with an index at %d do not make %d bytes"
              .formatted(pages, blocks, indexOffset, size));
    }
  }

  int number() {
    return number;
  }

  public Path path() {
    return file.path();
  }

  long pages() {
    return pages;
  }

  public long blocks() {
    return blocks;
  }

  long size() {
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

  /** Reads a block as it lies in the file, without looking at its checksum. */
  StoredBlock storedBlock(long block) throws IOException {
    if (block >= blocks) {
      throw RepositoryException.corrupt(
          file.path(), "holds %d blocks, a page map asks for %d".formatted(blocks, block));
    }
    long entry = indexOffset + pages * Sha256.LENGTH + block * PackFormat.BLOCK_ENTRY_SIZE;
    long offset = file.longAt(entry);
    int length = file.intAt(entry + 8);
    int codecNumber = file.intAt(entry + 12);
    int crc = file.intAt(entry + 16);
    int blockPages = file.intAt(entry + 20);
    BlockCodec codec = BlockCodec.numbered(codecNumber);
    if (codec == null
        || length < 0
        || offset < PackFormat.HEADER_SIZE
        || offset > indexOffset - length
        || blockPages != pagesIn(block)) {
      throw RepositoryException.corrupt(
          where(block),
          "entry says offset %d, length %d, codec %d, %d pages"
              .formatted(offset, length, codecNumber, blockPages));
    }
    byte[] bytes = new byte[length];
    file.read(offset, ByteBuffer.wrap(bytes));
    return new StoredBlock(codec, blockPages, crc, bytes);
  }

  /** The pages of a block, one after another. */
  public byte[] block(long block) throws IOException {
    return storedBlock(block).decompress(where(block));
  }

  public String where(long block) {
    return "%s, block %d".formatted(file.path(), block);
  }

  private int pagesIn(long block) {
    return (int) Math.min(PackFormat.BLOCK_PAGES, pages - block * PackFormat.BLOCK_PAGES);
  }

  /**
   * Insists that the index is what a page map says; looks only once. Cost: hashes 32 bytes a page.
   *
   * @param expected SHA-256 of index and footer
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

  private boolean hasChecksum(long block) throws IOException {
    try {
      return storedBlock(block).hasChecksum();
    } catch (RepositoryException damaged) {
      return false;
    }
  }

  /** SHA-256 of the index and footer, read again from the file. */
  public byte[] indexHash() throws IOException {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = indexOffset; at < file.size(); ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), file.size() - at));
      file.read(at, buffer);
      at += buffer.position();
      digest.update(buffer.flip());
    }
    return digest.digest();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
