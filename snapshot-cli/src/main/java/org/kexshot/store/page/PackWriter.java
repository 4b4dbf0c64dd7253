package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.kexshot.store.file.Futures;
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
  private static final int BLOCK_BYTES = PackFormat.BLOCK_PAGES * Page.SIZE;

  private final int number;
  private final BlockCodec codec;
  private final Executor executor;
  private final NewFile file;
  private final Deque<Future<StoredBlock>> compressing = new ArrayDeque<>();

  private byte[] hashes = new byte[1024 * Sha256.LENGTH];
  private ByteBuffer blockTable = tableOf(64);
  private byte[] open = new byte[BLOCK_BYTES];
  private int pages;
  private int blocks;
  private long offset = PackFormat.HEADER_SIZE;

  PackWriter(RepositoryFiles files, int number, BlockCodec codec, Executor executor)
      throws IOException {
    this.number = number;
    this.codec = codec;
    this.executor = executor;
    this.file = files.create("pack");
    ByteBuffer header = little(PackFormat.HEADER_SIZE);
    header.putLong(PackFormat.MAGIC).putInt(PackFormat.VERSION).putInt(0).flip();
    file.write(header);
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
   */
  long append(byte[] page, int pageOffset, byte[] hash, int hashOffset) throws IOException {
    int inBlock = pages % PackFormat.BLOCK_PAGES;
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
    open = new byte[BLOCK_BYTES];
    FutureTask<StoredBlock> task =
        new FutureTask<>(() -> StoredBlock.compress(codec, raw, blockPages));
    compressing.add(task);
    executor.execute(task);
    if (compressing.size() == BLOCKS_IN_FLIGHT) {
      writeOldest();
    }
  }

  private void writeOldest() throws IOException {
    StoredBlock block = Futures.get(compressing.remove());
    if (blockTable.remaining() < PackFormat.BLOCK_ENTRY_SIZE) {
      blockTable = tableOf(2 * blocks).put(blockTable.flip());
    }
    blockTable
        .putLong(offset)
        .putInt(block.bytes().length)
        .putInt(block.codec().ordinal())
        .putInt(block.crc32())
        .putInt(block.pages());
    file.write(ByteBuffer.wrap(block.bytes()));
    offset += block.bytes().length;
    blocks++;
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
    int padding = (int) (-offset & 7);
    file.write(ByteBuffer.allocate(padding));
    long indexOffset = offset + padding;
    ByteBuffer footer = little(PackFormat.FOOTER_SIZE);
    footer.putLong(pages).putLong(blocks).putLong(indexOffset).putLong(PackFormat.END_MAGIC).flip();
    ByteBuffer hashTable = ByteBuffer.wrap(hashes, 0, pages * Sha256.LENGTH);
    blockTable.flip();
    long bytes = indexOffset + hashTable.remaining() + blockTable.remaining() + footer.remaining();
    MessageDigest digest = Sha256.digest();
    for (ByteBuffer part : new ByteBuffer[] {hashTable, blockTable, footer}) {
      digest.update(part.duplicate());
      file.write(part);
    }
    file.commit(name);
    return new PackSummary(number, HexFormat.of().formatHex(digest.digest()), pages, bytes);
  }

  private static ByteBuffer tableOf(int blocks) {
    return little(blocks * PackFormat.BLOCK_ENTRY_SIZE);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    compressing.forEach(task -> task.cancel(false));
    file.close();
  }
}
