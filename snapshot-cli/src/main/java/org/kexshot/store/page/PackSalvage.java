package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.address.Page;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.file.StoredFile;

/**
 * Makes a damaged pack whole, as far as it can be: the index from blocks that are sound, the table
 * of blocks from where their neighbours lie, and blocks from copies of their pages in other packs.
 * That all is as it was, the pack's hash proves, which a page map tells; if that is not met,
 * nothing is written. For one thread.
 */
public final class PackSalvage {
  /** What a block may take: pages that did not compress, and references. A power of two. */
  private static final int MOST_BYTES = PackFormat.BLOCK_PAGES * 2 * Page.SIZE;

  private final RepositoryFiles files;
  private final PackSet packs;

  /**
   * @param packs others, from which pages may be taken
   */
  public PackSalvage(RepositoryFiles files, PackSet packs) {
    this.files = files;
    this.packs = packs;
  }

  /** A pack as it can be written again. */
  public static final class Salvaged {
    private final Path file;
    private final PackGeometry geometry;
    private final List<Part> parts;
    private final ByteBuffer hashes;
    private final Optional<PageCopies> copies;
    private int restored;

    private Salvaged(
        Path file,
        PackGeometry geometry,
        List<Part> parts,
        ByteBuffer hashes,
        Optional<PageCopies> copies) {
      this.file = file;
      this.geometry = geometry;
      this.parts = parts;
      this.hashes = hashes;
      this.copies = copies;
    }

    /** Blocks of which pages were found in other packs. */
    public int restored() {
      return restored;
    }

    /** Blocks of which they were not: they stay damaged. */
    public int lost() {
      return (int) parts.stream().filter(part -> !part.isSound).count() - restored;
    }
  }

  /**
   * Where a block lies, and how it is stored; its bytes are read again when they are written, for a
   * pack may be larger than memory.
   */
  private record Part(
      long offset, int length, BlockCodec codec, int pages, int holes, int crc, boolean isSound) {
    StoredBlock block(StoredFile file) throws IOException {
      byte[] bytes = PackGeometry.read(file, offset, length).array();
      return new StoredBlock(codec, pages, holes, crc, bytes);
    }
  }

  /**
   * Finds out what can be saved, and writes nothing. Cost: reads the pack, and the indexes of the
   * others if blocks are lost. Memory: the pack's index.
   *
   * @param number of the pack
   * @param hash that it must have
   * @param pages that it has, if a manifest tells it
   * @param others packs that may hold copies
   * @return empty if the index cannot be made again
   */
  public Optional<Salvaged> salvage(
      int number, byte[] hash, OptionalLong pages, Collection<Integer> others) throws IOException {
    Path path = files.layout().pack(number);
    try (StoredFile file = files.open(path)) {
      PackGeometry geometry = PackGeometry.of(file, pages);
      if (geometry == null) {
        return Optional.empty();
      }
      return new Attempt(file, geometry).run(path, hash, others);
    } catch (NoSuchFileException | RepositoryException unreadable) {
      return Optional.empty();
    }
  }

  /** Writes it in place of the damaged one, of which all that is of use is in it. */
  public void write(Salvaged pack) throws IOException {
    BlockTable table = new BlockTable(pack.geometry.version());
    try (StoredFile old = files.open(pack.file);
        NewFile file = files.create("pack")) {
      file.write(table.header());
      for (int i = 0; i < pack.parts.size(); i++) {
        Part part = pack.parts.get(i);
        StoredBlock block = part.isSound ? part.block(old) : again(pack, i).orElse(part.block(old));
        table.add(block);
        file.write(block.compressed());
      }
      file.write(table.padding());
      file.write(pack.hashes.duplicate());
      file.write(table.entries());
      file.write(table.footer(pack.geometry.pages()));
      file.commit(pack.file);
    }
  }

  /** A damaged block of the pages that other packs hold of it, if they hold all. */
  private Optional<StoredBlock> again(Salvaged pack, int block) throws IOException {
    if (pack.copies.isEmpty()) {
      return Optional.empty();
    }
    int pages = pack.parts.get(block).pages;
    byte[] raw = new byte[pages * Page.SIZE];
    for (int page = 0; page < pages; page++) {
      int at = (block * PackFormat.BLOCK_PAGES + page) * Sha256.LENGTH;
      Optional<byte[]> copy = pack.copies.get().find(pack.hashes.slice(at, Sha256.LENGTH));
      if (copy.isEmpty()) {
        return Optional.empty();
      }
      System.arraycopy(copy.get(), 0, raw, page * Page.SIZE, Page.SIZE);
    }
    if (pack.geometry.version() == FormatVersion.ONE) {
      return same(pack.parts.get(block), raw);
    }
    BlockPacker packer = new BlockPacker(FormatVersion.TWO, packs, BlockCodec.ofNewBlocks());
    return Optional.of(packer.pack(raw, 0, new long[pages]));
  }

  /** In version 1 a block has to be the very bytes that it was, as the same library packs it. */
  private Optional<StoredBlock> same(Part was, byte[] raw) throws IOException {
    BlockPacker packer = new BlockPacker(FormatVersion.ONE, packs, was.codec);
    StoredBlock again = packer.pack(raw, 0, new long[was.pages]);
    return again.codec() == was.codec && again.crc32() == was.crc && again.length() == was.length
        ? Optional.of(again)
        : Optional.empty();
  }

  /** One pack that is looked at. */
  private final class Attempt {
    private final StoredFile file;
    private final PackGeometry geometry;
    private final ByteBuffer hashes;
    private final ByteBuffer entries;
    private final List<Part> parts = new ArrayList<>();

    Attempt(StoredFile file, PackGeometry geometry) throws IOException {
      this.file = file;
      this.geometry = geometry;
      this.hashes =
          PackGeometry.read(file, geometry.indexOffset(), (int) geometry.pages() * Sha256.LENGTH);
      this.entries =
          PackGeometry.read(
              file,
              geometry.entriesOffset(),
              (int) geometry.blocks() * PackFormat.BLOCK_ENTRY_SIZE);
    }

    Optional<Salvaged> run(Path path, byte[] hash, Collection<Integer> others) throws IOException {
      long end = PackFormat.HEADER_SIZE;
      for (int block = 0; block < geometry.blocks(); block++) {
        Part part = part(block, end);
        parts.add(part);
        end = part.offset + part.length;
      }
      boolean isRight =
          Arrays.equals(
              geometry.version() == FormatVersion.TWO ? hashOfPages() : hashOfIndex(), hash);
      if (!isRight) {
        return Optional.empty();
      }
      Salvaged salvaged = new Salvaged(path, geometry, parts, hashes.rewind(), copies(others));
      for (int block = 0; block < parts.size(); block++) {
        if (!parts.get(block).isSound && again(salvaged, block).isPresent()) {
          salvaged.restored++;
        }
      }
      return Optional.of(salvaged);
    }

    /** Of the pages of damaged blocks. */
    private Optional<PageCopies> copies(Collection<Integer> others) throws IOException {
      Set<ByteBuffer> wanted = new HashSet<>();
      for (int block = 0; block < parts.size(); block++) {
        for (int page = 0; !parts.get(block).isSound && page < pagesIn(block); page++) {
          wanted.add(slice(block, page));
        }
      }
      return wanted.isEmpty()
          ? Optional.empty()
          : Optional.of(new PageCopies(packs, wanted, others));
    }

    private int pagesIn(int block) {
      return (int)
          Math.min(
              PackFormat.BLOCK_PAGES, geometry.pages() - (long) block * PackFormat.BLOCK_PAGES);
    }

    private int entry(int block) {
      return block * PackFormat.BLOCK_ENTRY_SIZE;
    }

    /** A block that is sound, or else as it lies there, or may lie. */
    private Part part(int block, long end) throws IOException {
      Part said = said(block, end);
      if (said != null && take(block, said.block(file))) {
        return said;
      }
      Part guessed = guessed(block, end);
      if (guessed != null) {
        return guessed;
      }
      int length = length(block, end);
      return said != null && said.codec != BlockCodec.DELTA
          ? new Part(said.offset, said.length, said.codec, said.pages, said.holes, said.crc, false)
          : new Part(end, length, BlockCodec.STORED, pagesIn(block), 0, ~crc(end, length), false);
    }

    /** Its complement is no checksum of what is there, so that the block stays damaged. */
    private int crc(long offset, int length) throws IOException {
      byte[] bytes = PackGeometry.read(file, offset, length).array();
      return StoredBlock.crc(
          geometry.version(), BlockCodec.STORED, PackFormat.BLOCK_PAGES, 0, bytes);
    }

    private Part said(int block, long end) {
      int entry = entry(block);
      long offset = entries.getLong(entry);
      int length = entries.getInt(entry + 8);
      BlockCodec codec = BlockCodec.numbered(entries.getInt(entry + 12));
      int counts = entries.getInt(entry + 20);
      int pages = counts & (1 << PackFormat.HOLES_SHIFT) - 1;
      int holes = counts >>> PackFormat.HOLES_SHIFT;
      return offset != end
              || length < 0
              || length > MOST_BYTES
              || offset > geometry.indexOffset() - length
              || codec == null
              || pages != pagesIn(block)
          ? null
          : new Part(offset, length, codec, pages, holes, entries.getInt(entry + 16), true);
    }

    /** Bytes up to the next block, or to the padding before the index. */
    private int length(int block, long end) {
      long next =
          block + 1 < geometry.blocks()
              ? entries.getLong(entry(block + 1))
              : geometry.indexOffset();
      return next < end || next > geometry.indexOffset() || next - end > MOST_BYTES
          ? Math.max(0, entries.getInt(entry(block) + 8) & MOST_BYTES - 1)
          : (int) (next - end);
    }

    /** A block whose entry is damaged: one that unpacks to pages of which the hashes are known. */
    private Part guessed(int block, long end) throws IOException {
      int whole = length(block, end);
      int least = block + 1 < geometry.blocks() ? whole : Math.max(0, whole - 7);
      int said = entries.getInt(entry(block) + 20) >>> PackFormat.HOLES_SHIFT;
      int pages = pagesIn(block);
      for (int length = whole; length >= least && length > 0; length--) {
        byte[] bytes = PackGeometry.read(file, end, length).array();
        for (int holes : said == 0 ? new int[] {0} : new int[] {0, said}) {
          for (BlockCodec codec : BlockCodec.values()) {
            int crc = StoredBlock.crc(geometry.version(), codec, pages, holes, bytes);
            StoredBlock guess = new StoredBlock(codec, pages, holes, crc, bytes);
            if (hasItsPages(block, guess)) {
              return new Part(end, length, codec, pages, holes, crc, true);
            }
          }
        }
      }
      return null;
    }

    private byte[] unpacked(StoredBlock block) throws IOException {
      String where = file.path() + ", a block";
      return block.codec() == BlockCodec.DELTA
          ? block.difference(
              packs.contexts(), where, packs.dictionary(block.bases(where)), StoredBlock.NO_ROOM)
          : block.decompress(geometry.version(), packs.contexts(), where, StoredBlock.NO_ROOM);
    }

    /** Takes the hashes of a block's pages from the pages, if it has its checksum. */
    private boolean take(int block, StoredBlock stored) throws IOException {
      try {
        byte[] pages = unpacked(stored);
        for (int page = 0; page < stored.pages(); page++) {
          if ((stored.holes() >>> page & 1) == 0) {
            hashes.put(hashAt(block, page), hash(pages, page));
          }
        }
        return true;
      } catch (RepositoryException wrong) {
        return false;
      }
    }

    private boolean hasItsPages(int block, StoredBlock stored) throws IOException {
      try {
        byte[] pages = unpacked(stored);
        for (int page = 0; page < stored.pages(); page++) {
          if ((stored.holes() >>> page & 1) == 0
              && !slice(block, page).equals(ByteBuffer.wrap(hash(pages, page)))) {
            return false;
          }
        }
        return true;
      } catch (RepositoryException wrong) {
        return false;
      }
    }

    private int hashAt(int block, int page) {
      return (block * PackFormat.BLOCK_PAGES + page) * Sha256.LENGTH;
    }

    private ByteBuffer slice(int block, int page) {
      return hashes.slice(hashAt(block, page), Sha256.LENGTH);
    }

    private byte[] hash(byte[] pages, int page) {
      MessageDigest digest = Sha256.digest();
      digest.update(pages, page * Page.SIZE, Page.SIZE);
      return digest.digest();
    }

    private byte[] hashOfPages() {
      MessageDigest digest = Sha256.digest();
      digest.update(hashes.duplicate().rewind());
      return Pack.ended(digest, geometry.pages());
    }

    /** Of version 1: index and footer as they are going to be written. */
    private byte[] hashOfIndex() throws IOException {
      BlockTable table = new BlockTable(geometry.version());
      for (Part part : parts) {
        table.add(part.block(file));
      }
      MessageDigest digest = Sha256.digest();
      digest.update(hashes.duplicate().rewind());
      digest.update(table.entries());
      digest.update(table.footer(geometry.pages()));
      return digest.digest();
    }
  }
}
