package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.kexshot.address.Page;
import org.kexshot.io.Futures;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.HashBytes;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;

/**
 * Writes one pack ({@link PackFormat}). Blocks are compressed by an executor's threads and written
 * in order by the caller's; at most {@value #BLOCKS_IN_FLIGHT} wait at a time. Not thread-safe.
 */
public final class PackWriter implements Closeable {
  private static final int BLOCKS_IN_FLIGHT = 8;

  private final FormatVersion version;
  private final int number;
  private final BlockPacker packer;
  private final Executor executor;
  private final NewFile file;
  private final Deque<Future<StoredBlock>> compressing = new ArrayDeque<>();

  private byte[] hashes = new byte[1024 * Sha256.LENGTH];
  private final BlockTable table;
  private byte[] open = new byte[PackFormat.BLOCK_BYTES];
  private long[] openBases = new long[PackFormat.BLOCK_PAGES];
  private int pages;

  /**
   * Begins a pack.
   *
   * @param packs of which pages may be read from which new ones differ
   */
  PackWriter(
      RepositoryFiles files,
      FormatVersion version,
      int number,
      PackSet packs,
      BlockCodec codec,
      Executor executor)
      throws IOException {
    this.version = version;
    this.number = number;
    this.packer = new BlockPacker(version, packs, codec);
    this.executor = executor;
    this.table = new BlockTable(version);
    this.file = files.create("pack");
    file.write(table.header());
  }

  int number() {
    return number;
  }

  int pages() {
    return pages;
  }

  boolean isFull() {
    return pages == PackFormat.MAX_PAGES;
  }

  /**
   * Appends a page and returns its position in the pack.
   *
   * @param page holds the page from {@code pageOffset}
   * @param hash holds its SHA-256 from {@code hashOffset}
   * @param base the reference of a stored page that it may resemble, or {@link
   *     PageReference#NOT_RAM}
   */
  long append(byte[] page, int pageOffset, byte[] hash, int hashOffset, long base)
      throws IOException {
    int inBlock = pages % PackFormat.BLOCK_PAGES;
    openBases[inBlock] = base;
    System.arraycopy(page, pageOffset, open, inBlock * Page.SIZE, Page.SIZE);
    if (pages * Sha256.LENGTH == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * hashes.length);
    }
    System.arraycopy(hash, hashOffset, hashes, pages * Sha256.LENGTH, Sha256.LENGTH);
    if (inBlock == PackFormat.BLOCK_PAGES - 1) {
      endBlock(PackFormat.BLOCK_PAGES);
    }
    return pages++;
  }

  /** Whether the page at that position has that hash. */
  boolean hasHash(long position, byte[] hash, int hashOffset) {
    int at = (int) position * Sha256.LENGTH;
    return position < pages
        && Arrays.equals(
            hashes, at, at + Sha256.LENGTH, hash, hashOffset, hashOffset + Sha256.LENGTH);
  }

  /** The first eight bytes of a page's hash. */
  long hashKey(int position) {
    return HashBytes.part(hashes, position * Sha256.LENGTH, 0);
  }

  private void endBlock(int blockPages) throws IOException {
    byte[] raw = open;
    long[] bases = Arrays.copyOf(openBases, blockPages);
    open = new byte[PackFormat.BLOCK_BYTES];
    openBases = new long[PackFormat.BLOCK_PAGES];
    FutureTask<StoredBlock> task = new FutureTask<>(() -> packer.pack(raw, 0, bases));
    compressing.add(task);
    executor.execute(task);
    if (compressing.size() == BLOCKS_IN_FLIGHT) {
      writeOldest();
    }
  }

  private void writeOldest() throws IOException {
    StoredBlock block = Futures.get(compressing.remove(), "pages were being stored");
    table.add(block);
    file.write(block.compressed());
  }

  /** Ends the pack and gives it its name; it may hold no fewer than one page. */
  public PackSummary commit(Path name) throws IOException {
    int rest = pages % PackFormat.BLOCK_PAGES;
    if (rest > 0) {
      endBlock(rest);
    }
    while (!compressing.isEmpty()) {
      writeOldest();
    }
    file.write(table.padding());
    ByteBuffer hashTable = ByteBuffer.wrap(hashes, 0, pages * Sha256.LENGTH);
    ByteBuffer blocks = table.entries();
    ByteBuffer footer = table.footer(pages);
    long bytes =
        table.indexOffset() + hashTable.remaining() + blocks.remaining() + footer.remaining();
    byte[] sha256 = hash(hashTable.duplicate(), blocks.duplicate(), footer.duplicate());
    for (ByteBuffer part : new ByteBuffer[] {hashTable, blocks, footer}) {
      file.write(part);
    }
    file.commit(name);
    return new PackSummary(number, HexFormat.of().formatHex(sha256), pages, bytes);
  }

  private byte[] hash(ByteBuffer hashTable, ByteBuffer blocks, ByteBuffer footer) {
    MessageDigest digest = Sha256.digest();
    digest.update(hashTable);
    if (version != FormatVersion.ONE) {
      return Pack.ended(digest, pages);
    }
    digest.update(blocks);
    digest.update(footer);
    return digest.digest();
  }

  @Override
  public void close() throws IOException {
    compressing.forEach(task -> task.cancel(false));
    file.close();
  }
}
