package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import org.kexshot.address.Page;
import org.kexshot.compress.ZstdDelta;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.RepositoryException;

/**
 * A block of pages as it lies in a pack.
 *
 * @param codec how {@code bytes} are compressed
 * @param pages in the block
 * @param holes a bit for each page that is not stored any more, from the lowest on
 * @param crc32 of {@code bytes}
 * @param bytes compressed
 */
record StoredBlock(BlockCodec codec, int pages, int holes, int crc32, byte[] bytes) {

  /**
   * Compresses pages, and decompresses them again to see that nothing was lost.
   *
   * @param raw the pages one after another; read, not kept
   */
  static StoredBlock compress(
      FormatVersion version, BlockContexts contexts, BlockCodec wanted, byte[] raw, int pages)
      throws IOException {
    return compress(version, contexts, wanted, raw, pages, 0);
  }

  /** A block of holes alone. */
  static StoredBlock empty(int pages) {
    int holes = (1 << pages) - 1;
    int crc = crc(FormatVersion.TWO, BlockCodec.STORED, pages, holes, new byte[0]);
    return new StoredBlock(BlockCodec.STORED, pages, holes, crc, new byte[0]);
  }

  /**
   * The same of a block with holes.
   *
   * @param raw the pages that are none, one after another
   */
  static StoredBlock compress(
      FormatVersion version,
      BlockContexts contexts,
      BlockCodec wanted,
      byte[] raw,
      int pages,
      int holes)
      throws IOException {
    int length = (pages - Integer.bitCount(holes)) * Page.SIZE;
    BlockCodec codec = wanted;
    byte[] bytes = codec.compress(contexts, raw, length);
    if (bytes.length >= length) {
      codec = BlockCodec.STORED;
      bytes = codec.compress(contexts, raw, length);
    }
    int crc = crc(version, codec, pages, holes, bytes);
    StoredBlock block = new StoredBlock(codec, pages, holes, crc, bytes);
    requireSame(block.unpack(version, contexts, "a block just compressed"), raw, length, codec);
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
  static StoredBlock smaller(
      BlockContexts contexts, StoredBlock alone, byte[] raw, long[] bases, byte[] like)
      throws IOException {
    int length = alone.length();
    byte[] packed;
    try {
      packed = contexts.delta(delta -> delta.pack(raw, length, like));
    } catch (DataFormatException e) {
      throw new IllegalStateException("packing unpacks nothing", e);
    }
    int size = alone.pages * Long.BYTES + packed.length;
    if (size > alone.bytes.length / 4 * 3) {
      return alone;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < alone.pages; i++) {
      bytes.putLong(bases[i]);
    }
    bytes.put(packed);
    int crc = crc(FormatVersion.TWO, BlockCodec.DELTA, alone.pages, alone.holes, bytes.array());
    StoredBlock block =
        new StoredBlock(BlockCodec.DELTA, alone.pages, alone.holes, crc, bytes.array());
    requireSame(
        block.unpackDifference(contexts, "a block just compressed", like),
        raw,
        length,
        BlockCodec.DELTA);
    return block;
  }

  /** Bytes of the pages that are no holes. */
  private int length() {
    return (pages - Integer.bitCount(holes)) * Page.SIZE;
  }

  /** Puts zeros where there are holes. */
  private byte[] spread(byte[] stored) {
    if (holes == 0) {
      return stored;
    }
    byte[] all = new byte[pages * Page.SIZE];
    int at = 0;
    for (int page = 0; page < pages; page++) {
      if ((holes >>> page & 1) == 0) {
        System.arraycopy(stored, at, all, page * Page.SIZE, Page.SIZE);
        at += Page.SIZE;
      }
    }
    return all;
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
   * The pages of a {@link BlockCodec#DELTA} block, zeros for those that are holes.
   *
   * @param like the pages that they differ from, one after another
   */
  byte[] difference(BlockContexts contexts, String where, byte[] like) throws RepositoryException {
    return spread(unpackDifference(contexts, where, like));
  }

  private byte[] unpackDifference(BlockContexts contexts, String where, byte[] like)
      throws RepositoryException {
    requireChecksum(FormatVersion.TWO, where);
    if (!ZstdDelta.isAvailable()) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          where + ": is stored as a difference, which takes the native Zstandard library to read");
    }
    bases(where);
    byte[] raw = new byte[length()];
    int start = pages * Long.BYTES;
    try {
      int length =
          contexts.delta(delta -> delta.unpack(bytes, start, bytes.length - start, like, raw));
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
    return crc(version, codec, pages, holes, bytes) == crc32;
  }

  /** From version 2 on it covers what is said of the bytes, too. */
  static int crc(FormatVersion version, BlockCodec codec, int pages, int holes, byte[] bytes) {
    return crc(version, codec, pages, holes, ByteBuffer.wrap(bytes));
  }

  /** The same of a buffer's rest. */
  static int crc(FormatVersion version, BlockCodec codec, int pages, int holes, ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    if (version != FormatVersion.ONE) {
      crc.update(codec.ordinal());
      crc.update(pages);
      if (holes != 0) {
        crc.update(holes);
        crc.update(holes >>> 8);
      }
    }
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /**
   * The pages one after another, zeros for those that are holes.
   *
   * @param where the file and block in words, for the message
   * @throws RepositoryException if the bytes are damaged
   */
  byte[] decompress(FormatVersion version, BlockContexts contexts, String where)
      throws RepositoryException {
    return spread(unpack(version, contexts, where));
  }

  private byte[] unpack(FormatVersion version, BlockContexts contexts, String where)
      throws RepositoryException {
    requireChecksum(version, where);
    byte[] raw = new byte[length()];
    if (raw.length == 0) {
      return raw;
    }
    try {
      int length = codec.decompress(contexts, bytes, raw);
      if (length == raw.length) {
        return raw;
      }
      throw RepositoryException.corrupt(
          where, "unpacks to %d bytes, expected %d".formatted(length, raw.length));
    } catch (DataFormatException e) {
      throw RepositoryException.corrupt(where, "does not unpack as " + codec);
    }
  }

  /** Insists on it. */
  void requireChecksum(FormatVersion version, String where) throws RepositoryException {
    int found = crc(version, codec, pages, holes, bytes);
    if (found != crc32) {
      throw RepositoryException.corrupt(
          where, "checksum is 0x%08x, expected 0x%08x".formatted(found, crc32));
    }
  }
}
