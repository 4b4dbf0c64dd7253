package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import org.kexshot.address.Page;
import org.kexshot.compress.Codec;
import org.kexshot.compress.ZstdDelta;
import org.kexshot.store.file.FormatVersion;
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
  static StoredBlock compress(FormatVersion version, BlockCodec wanted, byte[] raw, int pages)
      throws IOException {
    int length = pages * Page.SIZE;
    BlockCodec codec = wanted;
    byte[] bytes = codec.compress(raw, length);
    if (bytes.length >= length) {
      codec = BlockCodec.STORED;
      bytes = codec.compress(raw, length);
    }
    StoredBlock block = new StoredBlock(codec, pages, crc(version, codec, pages, bytes), bytes);
    requireSame(block.decompress(version, "a block just compressed"), raw, length, codec);
    return block;
  }

  /**
   * Compresses pages as differences from others if that saves a quarter of what they take by
   * themselves, and decompresses them again.
   *
   * @param alone the pages compressed by themselves
   * @param bases references of the others, 0 for none
   * @param like the others one after another
   */
  static StoredBlock smaller(StoredBlock alone, byte[] raw, long[] bases, byte[] like)
      throws IOException {
    int length = alone.pages * Page.SIZE;
    byte[] packed = ZstdDelta.pack(raw, length, like);
    int size = alone.pages * Long.BYTES + packed.length;
    if (size > alone.bytes.length / 4 * 3) {
      return alone;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < alone.pages; i++) {
      bytes.putLong(bases[i]);
    }
    bytes.put(packed);
    int crc = crc(FormatVersion.TWO, BlockCodec.DELTA, alone.pages, bytes.array());
    StoredBlock block = new StoredBlock(BlockCodec.DELTA, alone.pages, crc, bytes.array());
    requireSame(block.difference("a block just compressed", like), raw, length, BlockCodec.DELTA);
    return block;
  }

  private static void requireSame(byte[] again, byte[] raw, int length, BlockCodec codec)
      throws IOException {
    if (!Arrays.equals(again, 0, length, raw, 0, length)) {
      throw new IOException(
          "compressing a block of pages with %s lost data: this machine's memory or Java runtime"
                  .formatted(codec)
              + " is faulty, nothing was stored");
    }
  }

  /** The references of the pages from which those of a {@link BlockCodec#DELTA} block differ. */
  long[] bases(String where) throws RepositoryException {
    if (bytes.length < pages * Long.BYTES) {
      throw RepositoryException.corrupt(where, "has %d bytes".formatted(bytes.length));
    }
    long[] bases = new long[pages];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(bases);
    return bases;
  }

  /**
   * The pages of a {@link BlockCodec#DELTA} block.
   *
   * @param like the pages that they differ from, one after another
   */
  byte[] difference(String where, byte[] like) throws RepositoryException {
    requireChecksum(FormatVersion.TWO, where);
    if (!ZstdDelta.isAvailable()) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          where + ": is stored as a difference, which takes the native Zstandard library to read");
    }
    bases(where);
    byte[] raw = new byte[pages * Page.SIZE];
    int start = pages * Long.BYTES;
    try {
      int length = ZstdDelta.unpack(bytes, start, bytes.length - start, like, raw);
      if (length == raw.length) {
        return raw;
      }
      throw RepositoryException.corrupt(
          where, "unpacks to %d bytes, expected %d".formatted(length, raw.length));
    } catch (DataFormatException e) {
      throw RepositoryException.corrupt(where, "does not unpack as " + codec);
    }
  }

  /** Whether the bytes are those that were stored. */
  boolean hasChecksum(FormatVersion version) {
    return crc(version, codec, pages, bytes) == crc32;
  }

  /** From version 2 on it covers what is said of the bytes, too. */
  static int crc(FormatVersion version, BlockCodec codec, int pages, byte[] bytes) {
    if (version == FormatVersion.ONE) {
      return crc(bytes);
    }
    CRC32 crc = new CRC32();
    crc.update(new byte[] {(byte) codec.ordinal(), (byte) pages});
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes) {
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
  byte[] decompress(FormatVersion version, String where) throws RepositoryException {
    return decompress(version, where, codec::decompress);
  }

  /**
   * The same by a codec that is there already.
   *
   * @param zstd unpacks blocks that are Zstandard frames
   */
  byte[] decompress(FormatVersion version, String where, Codec zstd) throws RepositoryException {
    return codec == BlockCodec.ZSTD
        ? decompress(
            version,
            where,
            (stored, into) -> zstd.unpack(stored, 0, stored.length, into, 0, into.length))
        : decompress(version, where);
  }

  /** Unpacks into all of an array and returns how many bytes that were. */
  private interface Unpacking {
    int unpack(byte[] stored, byte[] into) throws DataFormatException;
  }

  private byte[] decompress(FormatVersion version, String where, Unpacking unpacking)
      throws RepositoryException {
    requireChecksum(version, where);
    byte[] raw = new byte[pages * Page.SIZE];
    try {
      int length = unpacking.unpack(bytes, raw);
      if (length == raw.length) {
        return raw;
      }
      throw RepositoryException.corrupt(
          where, "unpacks to %d bytes, expected %d".formatted(length, raw.length));
    } catch (DataFormatException e) {
      throw RepositoryException.corrupt(where, "does not unpack as " + codec);
    }
  }

  private void requireChecksum(FormatVersion version, String where) throws RepositoryException {
    int found = crc(version, codec, pages, bytes);
    if (found != crc32) {
      throw RepositoryException.corrupt(
          where, "checksum is 0x%08x, expected 0x%08x".formatted(found, crc32));
    }
  }
}
