package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.file.StoredFile;

/**
 * Where the parts of a damaged pack lie: as its footer says, or else where they must lie by the
 * number of pages that a manifest tells. What cannot be read counts as zeros.
 *
 * @param bases how many packs it says that it differs from
 */
record PackGeometry(FormatVersion version, long pages, long bases, long indexOffset) {
  /** Of what is read at once: a sealed file opens that much or nothing. */
  private static final int PIECE = 1 << 14;

  long blocks() {
    return (pages + PackFormat.BLOCK_PAGES - 1) / PackFormat.BLOCK_PAGES;
  }

  long entriesOffset() {
    return indexOffset + pages * Sha256.LENGTH;
  }

  /**
   * Finds them.
   *
   * @param pages that a manifest says the pack has
   * @return null if they cannot be found
   */
  static PackGeometry of(StoredFile file, OptionalLong pages) throws IOException {
    PackGeometry said = said(file);
    if (said != null && (pages.isEmpty() || pages.getAsLong() == said.pages)) {
      return said;
    }
    if (pages.isEmpty() || pages.getAsLong() < 1 || pages.getAsLong() > PackFormat.MAX_PAGES) {
      return null;
    }
    for (FormatVersion version : new FormatVersion[] {FormatVersion.TWO, FormatVersion.ONE}) {
      long most = version == FormatVersion.ONE ? 0 : pages.getAsLong();
      for (long bases = 0; bases <= most; bases++) {
        PackGeometry guess = at(file, version, pages.getAsLong(), bases);
        if (guess.indexOffset < PackFormat.HEADER_SIZE) {
          break;
        }
        if (guess.indexOffset % 8 == 0 && guess.fits(file)) {
          return guess;
        }
      }
    }
    return null;
  }

  private static PackGeometry at(StoredFile file, FormatVersion version, long pages, long bases) {
    long footer =
        version == FormatVersion.ONE
            ? PackFormat.FOOTER_SIZE
            : PackFormat.FOOTER_SIZE_2 + bases * Long.BYTES;
    PackGeometry bare = new PackGeometry(version, pages, bases, 0);
    long index =
        file.size() - footer - bare.blocks() * PackFormat.BLOCK_ENTRY_SIZE - pages * Sha256.LENGTH;
    return new PackGeometry(version, pages, bases, index);
  }

  /** As the footer says, if that can be; the header's version may be what is damaged. */
  private static PackGeometry said(StoredFile file) throws IOException {
    if (file.size() < PackFormat.HEADER_SIZE + PackFormat.FOOTER_SIZE_2) {
      return null;
    }
    ByteBuffer footer =
        read(file, file.size() - PackFormat.FOOTER_SIZE_2, PackFormat.FOOTER_SIZE_2);
    long pages = footer.getLong(8);
    long index = footer.getLong(24);
    if (pages < 1 || pages > PackFormat.MAX_PAGES) {
      return null;
    }
    PackGeometry two = at(file, FormatVersion.TWO, pages, Math.max(0, footer.getLong(0)));
    PackGeometry one = at(file, FormatVersion.ONE, pages, 0);
    if (two.indexOffset == index && two.bases <= pages) {
      return two;
    }
    return one.indexOffset == index ? one : null;
  }

  /** Whether the first block lies behind the header, and the last before the index. */
  private boolean fits(StoredFile file) throws IOException {
    ByteBuffer first = read(file, entriesOffset(), PackFormat.BLOCK_ENTRY_SIZE);
    long last = entriesOffset() + (blocks() - 1) * PackFormat.BLOCK_ENTRY_SIZE;
    ByteBuffer end = read(file, last, PackFormat.BLOCK_ENTRY_SIZE);
    long gap = indexOffset - end.getLong(0) - end.getInt(8);
    return first.getLong(0) == PackFormat.HEADER_SIZE || gap >= 0 && gap < 8;
  }

  /** Bytes of a file, with zeros for those that cannot be read. */
  static ByteBuffer read(StoredFile file, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    long end = Math.min(offset + length, file.size());
    for (long at = Math.max(0, offset); at < end; ) {
      long next = Math.min(end, (at / PIECE + 1) * PIECE);
      ByteBuffer piece = bytes.duplicate();
      piece.position((int) (at - offset)).limit((int) (next - offset));
      byte[] got = new byte[piece.remaining()];
      try {
        file.read(at, ByteBuffer.wrap(got));
        piece.put(got);
      } catch (RepositoryException unreadable) {
        // what is there counts as zeros, and no hash of it will fit
        piece.put(new byte[got.length]);
      }
      at = next;
    }
    return bytes;
  }
}
