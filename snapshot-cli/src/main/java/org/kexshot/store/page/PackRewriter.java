package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.BitSet;
import org.kexshot.address.Page;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;

/**
 * Stores a pack of version 2 again without pages that are not needed: their numbers and hashes
 * stay, and so does the pack's hash. The new file takes the place of the old one when it is whole
 * and on the disk; who has the old one open reads on in that. A block of which nothing goes is
 * taken over as it is. For one thread.
 */
public final class PackRewriter {
  private final RepositoryFiles files;
  private final PackSet packs;
  private final BlockPacker packer;
  private final MessageDigest digest = Sha256.digest();

  /**
   * @param packs of which each that the pack differs from must be as it was when the pack was
   *     written
   */
  public PackRewriter(RepositoryFiles files, PackSet packs) {
    this.files = files;
    this.packs = packs;
    this.packer = new BlockPacker(FormatVersion.TWO, packs, BlockCodec.ofNewBlocks());
  }

  /**
   * Rewrites a pack.
   *
   * @param kept the positions of the pages that are to stay
   * @return by how many bytes its file is smaller now
   * @throws RepositoryException if what is to stay is damaged; then the pack is as it was
   */
  public long rewrite(int number, BitSet kept) throws IOException {
    packs.requireIndex(number);
    Pack pack = packs.pack(number);
    BlockTable table = new BlockTable(FormatVersion.TWO);
    try (NewFile file = files.create("pack")) {
      file.write(table.header());
      for (long block = 0; block < pack.blocks(); block++) {
        StoredBlock stored = block(pack, block, kept);
        table.add(stored);
        file.write(stored.compressed());
      }
      file.write(table.padding());
      copyHashes(pack, file);
      ByteBuffer entries = table.entries();
      ByteBuffer footer = table.footer(pack.pages());
      long size =
          table.indexOffset()
              + pack.pages() * Sha256.LENGTH
              + entries.remaining()
              + footer.remaining();
      file.write(entries);
      file.write(footer);
      file.commit(pack.path());
      return pack.size() - size;
    }
  }

  private StoredBlock block(Pack pack, long block, BitSet kept) throws IOException {
    int present = PackUse.present(pack, block);
    int stays = present & LivePages.inBlock(kept, block);
    int pages = pack.pagesIn(block);
    if (stays == 0) {
      return StoredBlock.empty(pages);
    }
    StoredBlock stored = pack.storedBlock(block);
    stored.requireChecksum(pack.version(), pack.where(block));
    return stays == present ? stored : without(pack, block, stored, stays);
  }

  private StoredBlock without(Pack pack, long block, StoredBlock stored, int stays)
      throws IOException {
    int pages = stored.pages();
    int holes = (1 << pages) - 1 & ~stays;
    byte[] all = packs.unpack(pack, block);
    byte[] raw = new byte[Integer.bitCount(stays) * Page.SIZE];
    boolean isDifference = stored.codec() == BlockCodec.DELTA;
    long[] bases = isDifference ? stored.bases(pack.where(block)) : new long[pages];
    int at = 0;
    for (int page = 0; page < pages; page++) {
      if ((stays >>> page & 1) != 0) {
        requireHash(pack, block, page, all);
        System.arraycopy(all, page * Page.SIZE, raw, at, Page.SIZE);
        at += Page.SIZE;
      } else {
        bases[page] = PageReference.NOT_RAM;
      }
    }
    return packer.pack(raw, holes, bases);
  }

  private void requireHash(Pack pack, long block, int page, byte[] pages) throws IOException {
    digest.update(pages, page * Page.SIZE, Page.SIZE);
    byte[] hash = digest.digest();
    long position = block * PackFormat.BLOCK_PAGES + page;
    if (!pack.hasHash(position, hash, 0)) {
      throw RepositoryException.corrupt(
          pack.where(block), "page %d has another SHA-256".formatted(position));
    }
  }

  private static void copyHashes(Pack pack, NewFile file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1024 * Sha256.LENGTH);
    for (long position = 0; position < pack.pages(); position += 1024) {
      buffer.clear().limit((int) Math.min(1024, pack.pages() - position) * Sha256.LENGTH);
      pack.readHashes(position, buffer);
      file.write(buffer.flip());
    }
  }
}
