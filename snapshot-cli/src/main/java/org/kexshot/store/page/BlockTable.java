package org.kexshot.store.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.TreeSet;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.RepositoryException;

/**
 * What a pack's file has around its blocks and the hashes of its pages ({@link PackFormat}), as the
 * blocks are written one after another. Memory: 24 bytes a block.
 */
final class BlockTable {
  private final FormatVersion version;
  private final Set<Integer> basePacks = new TreeSet<>();
  private ByteBuffer entries = little(64 * PackFormat.BLOCK_ENTRY_SIZE);
  private long blocks;
  private long offset = PackFormat.HEADER_SIZE;

  BlockTable(FormatVersion version) {
    this.version = version;
  }

  /** What the file begins with. */
  ByteBuffer header() {
    return little(PackFormat.HEADER_SIZE)
        .putLong(PackFormat.MAGIC)
        .putInt(version.number())
        .putInt(0)
        .flip();
  }

  /** Enters a block, whose bytes follow those of the one before. */
  void add(StoredBlock block) throws RepositoryException {
    if (entries.remaining() < PackFormat.BLOCK_ENTRY_SIZE) {
      entries = little(2 * entries.capacity()).put(entries.flip());
    }
    if (block.codec() == BlockCodec.DELTA) {
      for (long base : block.bases("a new block")) {
        if (PageReference.isStored(base)) {
          basePacks.add(PageReference.pack(base));
        }
      }
    }
    entries
        .putLong(offset)
        .putInt(block.length())
        .putInt(block.codec().ordinal())
        .putInt(block.crc32())
        .putInt(block.pages() | block.holes() << PackFormat.HOLES_SHIFT);
    offset += block.length();
    blocks++;
  }

  /** What follows the last block. */
  ByteBuffer padding() {
    return ByteBuffer.allocate((int) (-offset & 7));
  }

  /** Where the hashes of the pages begin. */
  long indexOffset() {
    return offset + (-offset & 7);
  }

  /** The entries of all blocks; none may be added after this. */
  ByteBuffer entries() {
    return entries.flip();
  }

  /** The packs that this one differs from, and the footer. */
  ByteBuffer footer(long pages) {
    ByteBuffer footer = little(PackFormat.FOOTER_SIZE_2 + basePacks.size() * Long.BYTES);
    if (version != FormatVersion.ONE) {
      basePacks.forEach(footer::putLong);
      footer.putLong(basePacks.size());
    }
    return footer
        .putLong(pages)
        .putLong(blocks)
        .putLong(indexOffset())
        .putLong(PackFormat.END_MAGIC)
        .flip();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
