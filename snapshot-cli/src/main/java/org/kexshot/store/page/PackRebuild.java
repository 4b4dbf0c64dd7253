package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kexshot.address.Page;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;

/**
 * Makes a pack again of which nothing is left, of pages that other packs hold. That all is as it
 * was, the pack's hash proves, which a page map tells: in version 2 whatever its blocks are like;
 * in version 1 only if they compress to the very same bytes, as they do by the same library. For
 * one thread.
 */
public final class PackRebuild {
  /** What packs of version 1 were written with: which, only trying tells. */
  private static final List<BlockCodec> OF_VERSION_ONE =
      List.of(BlockCodec.ZSTD, BlockCodec.DEFLATE, BlockCodec.LZ4);

  private final RepositoryFiles files;
  private final PackSet packs;
  private final byte[] raw = new byte[PackFormat.BLOCK_BYTES];

  /**
   * @param packs others, from which pages are taken
   */
  public PackRebuild(RepositoryFiles files, PackSet packs) {
    this.files = files;
    this.packs = packs;
  }

  /**
   * Makes it, and moves aside what has its name, if all its pages are found.
   *
   * @param number of the pack
   * @param hash that it must have
   * @param hashes those of its pages, one after another
   * @param others packs that may hold them
   * @param isDryRun whether nothing is to be written
   * @return whether it was made, or would be
   */
  public boolean make(
      int number, byte[] hash, ByteBuffer hashes, Collection<Integer> others, boolean isDryRun)
      throws IOException {
    Set<ByteBuffer> wanted = new HashSet<>();
    int pages = hashes.remaining() / Sha256.LENGTH;
    for (int page = 0; page < pages; page++) {
      wanted.add(hash(hashes, page));
    }
    PageCopies copies = new PageCopies(packs, wanted, others);
    if (Arrays.equals(Pack.ended(digest(hashes), pages), hash)) {
      BlockCodec codec = BlockCodec.ofNewBlocks();
      return make(FormatVersion.TWO, codec, number, hash, hashes, copies, isDryRun);
    }
    for (BlockCodec codec : OF_VERSION_ONE) {
      if (make(FormatVersion.ONE, codec, number, hash, hashes, copies, isDryRun)) {
        return true;
      }
    }
    return false;
  }

  private boolean make(
      FormatVersion version,
      BlockCodec codec,
      int number,
      byte[] hash,
      ByteBuffer hashes,
      PageCopies copies,
      boolean isDryRun)
      throws IOException {
    BlockPacker packer = new BlockPacker(version, packs, codec);
    if (isDryRun) {
      return write(version, packer, hash, hashes, copies, Optional.empty());
    }
    try (NewFile file = files.create("pack")) {
      if (!write(version, packer, hash, hashes, copies, Optional.of(file))) {
        return false;
      }
      Path place = files.layout().pack(number);
      if (files.exists(place)) {
        files.moveAside(place);
      }
      file.commit(place);
      return true;
    }
  }

  /** Writes all of it, and tells whether all pages were found and make up the pack's hash. */
  private boolean write(
      FormatVersion version,
      BlockPacker packer,
      byte[] hash,
      ByteBuffer hashes,
      PageCopies copies,
      Optional<NewFile> file)
      throws IOException {
    BlockTable table = new BlockTable(version);
    put(file, table.header());
    int pages = hashes.remaining() / Sha256.LENGTH;
    for (int first = 0; first < pages; first += PackFormat.BLOCK_PAGES) {
      int count = Math.min(PackFormat.BLOCK_PAGES, pages - first);
      for (int page = 0; page < count; page++) {
        Optional<byte[]> copy = copies.find(hash(hashes, first + page));
        if (copy.isEmpty()) {
          return false;
        }
        System.arraycopy(copy.get(), 0, raw, page * Page.SIZE, Page.SIZE);
      }
      byte[] block = Arrays.copyOf(raw, count * Page.SIZE);
      StoredBlock stored = packer.pack(block, 0, new long[count]);
      table.add(stored);
      put(file, stored.compressed());
    }
    put(file, table.padding());
    put(file, hashes.duplicate());
    ByteBuffer entries = table.entries();
    ByteBuffer footer = table.footer(pages);
    put(file, entries.duplicate());
    put(file, footer.duplicate());
    if (version == FormatVersion.TWO) {
      return true;
    }
    MessageDigest digest = digest(hashes);
    digest.update(entries);
    digest.update(footer);
    return Arrays.equals(digest.digest(), hash);
  }

  private static void put(Optional<NewFile> file, ByteBuffer bytes) throws IOException {
    if (file.isPresent()) {
      file.get().write(bytes);
    }
  }

  private static ByteBuffer hash(ByteBuffer hashes, int page) {
    return hashes.slice(page * Sha256.LENGTH, Sha256.LENGTH);
  }

  private static MessageDigest digest(ByteBuffer hashes) {
    MessageDigest digest = Sha256.digest();
    digest.update(hashes.duplicate());
    return digest;
  }
}
