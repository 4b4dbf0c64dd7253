package org.kexshot.store.page;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import org.kexshot.address.Page;
import org.kexshot.store.file.RepositoryException;

/**
 * A block of pages as it lies in a pack.
 *
 * @param codec how {@code bytes} are compressed
 * @param pages in the block
 * @param crc32 of {@code bytes}
 * @param bytes compressed
 */
record StoredBlock(BlockCodec codec, int pages, int crc32, byte[] bytes) {

  /**
   * Compresses pages, and decompresses them again to see that nothing was lost.
   *
   * @param raw the pages one after another; read, not kept
   */
  static StoredBlock compress(BlockCodec wanted, byte[] raw, int pages) throws IOException {
    int length = pages * Page.SIZE;
    BlockCodec codec = wanted;
    byte[] bytes = codec.compress(raw, length);
    if (bytes.length >= length) {
      codec = BlockCodec.STORED;
      bytes = codec.compress(raw, length);
    }
    StoredBlock block = new StoredBlock(codec, pages, crc(bytes), bytes);
    byte[] again = block.decompress("a block just compressed");
    if (!Arrays.equals(again, 0, length, raw, 0, length)) {
      throw new IOException(
          "compressing a block of pages with %s lost data: this machine's memory or Java runtime"
                  .formatted(codec)
              + " is faulty, nothing was stored");
    }
    return block;
  }

  /** Whether the bytes are those that were stored. */
  boolean hasChecksum() {
    return crc(bytes) == crc32;
  }

  static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /**
   * The pages one after another.
   *
   * @param where the file and block in words, for the message
   * @throws RepositoryException if the bytes are damaged
   */
  byte[] decompress(String where) throws RepositoryException {
    int found = crc(bytes);
    if (found != crc32) {
      throw RepositoryException.corrupt(
          where, "checksum is 0x%08x, expected 0x%08x".formatted(found, crc32));
    }
    byte[] raw = new byte[pages * Page.SIZE];
    try {
      int length = codec.decompress(bytes, raw);
      if (length == raw.length) {
        return raw;
      }
      throw RepositoryException.corrupt(
          where, "unpacks to %d bytes, expected %d".formatted(length, raw.length));
    } catch (DataFormatException e) {
      throw RepositoryException.corrupt(where, "does not unpack as " + codec);
    }
  }
}
