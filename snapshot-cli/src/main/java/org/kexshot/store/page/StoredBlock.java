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
 * @param crc32 of what is compressed
 * @param bytes begin with what is compressed
 * @param length how many of them that is
 */
record StoredBlock(BlockCodec codec, int pages, int holes, int crc32, byte[] bytes, int length) {
  /** For those who want unpacked pages in an array of their own. */
  static final byte[] NO_ROOM = {};

  /** All bytes of an array are compressed. */
  StoredBlock(BlockCodec codec, int pages, int holes, int crc32, byte[] bytes) {
    this(codec, pages, holes, crc32, bytes, bytes.length);
  }

  /** What is compressed, to be written. */
  ByteBuffer compressed() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** A block of holes alone. */
  static StoredBlock empty(int pages) {
    int holes = (1 << pages) - 1;
    int crc = crc(FormatVersion.TWO, BlockCodec.STORED, pages, holes, new byte[0]);
    return new StoredBlock(BlockCodec.STORED, pages, holes, crc, new byte[0]);
  }

  /**
   * Compresses pages, or leaves them as they are where that is no less.
   *
   * @param raw the pages that are no holes, one after another; may be kept, and must not be changed
   */
  static StoredBlock compress(
      FormatVersion version,
      BlockContexts contexts,
      BlockCodec wanted,
      byte[] raw,
      int pages,
      int holes) {
    int length = (pages - Integer.bitCount(holes)) * Page.SIZE;
    BlockCodec codec = wanted;
    byte[] bytes = codec.compress(contexts, raw, length);
    if (bytes.length >= length) {
      codec = BlockCodec.STORED;
      bytes = codec.compress(contexts, raw, length);
    }
    return new StoredBlock(codec, pages, holes, crc(version, codec, pages, holes, bytes), bytes);
  }

  /**
   * Compresses pages as differences from others.
   *
   * @param raw as {@link #compress} has it; not kept
   * @param bases references of the others, 0 for none
   * @param dictionary the others ({@link PackSet#dictionary})
   */
  static StoredBlock difference(
      BlockContexts contexts, byte[] raw, int holes, long[] bases, byte[] dictionary) {
    int pages = bases.length;
    int length = (pages - Integer.bitCount(holes)) * Page.SIZE;
    int start = pages * Long.BYTES;
    byte[] room = contexts.room();
    try {
      int packed = contexts.delta(delta -> delta.pack(raw, length, dictionary, room, start));
      ByteBuffer bytes =
          ByteBuffer.wrap(Arrays.copyOf(room, start + packed)).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(bases);
      int crc = crc(FormatVersion.TWO, BlockCodec.DELTA, pages, holes, bytes.array());
      return new StoredBlock(BlockCodec.DELTA, pages, holes, crc, bytes.array());
    } catch (DataFormatException e) {
      throw new IllegalStateException("packing unpacks nothing", e);
    } finally {
      contexts.giveBack(room);
    }
  }

  /**
   * Unpacks a block just made, to see that nothing was lost; one that was not packed has nothing to
   * lose.
   *
   * @param raw what it was made of
   * @param dictionary what it differs from; of no meaning for one that stands by itself
   */
  void requireUnpacksTo(BlockContexts contexts, byte[] raw, byte[] dictionary) throws IOException {
    if (codec == BlockCodec.STORED) {
      return;
    }
    byte[] room = contexts.room();
    try {
      int unpacked =
          codec == BlockCodec.DELTA
              ? unpackDifference(contexts, dictionary, room)
              : codec.decompress(contexts, bytes, length, room);
      if (unpacked == rawLength() && Arrays.equals(room, 0, unpacked, raw, 0, unpacked)) {
        return;
      }
    } catch (DataFormatException unreadable) {
      throw lost(unreadable);
    } finally {
      contexts.giveBack(room);
    }
    throw lost(null);
  }

  private IOException lost(Exception cause) {
    return new IOException(
        "compressing a block of pages with %s lost data: this machine's memory or Java runtime"
                .formatted(codec)
            + " is faulty, nothing was stored",
        cause);
  }

  /** Bytes of the pages that are no holes. */
  private int rawLength() {
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

  /** The references of the pages from which those of a {@link BlockCodec#DELTA} block differ. */
  long[] bases(String where) throws RepositoryException {
    if (length < pages * Long.BYTES) {
      throw RepositoryException.corrupt(where, "has %d bytes".formatted(length));
    }
    long[] bases = new long[pages];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(bases);
    return bases;
  }

  /**
   * The pages of a {@link BlockCodec#DELTA} block, zeros for those that are holes.
   *
   * @param dictionary the pages that they differ from ({@link PackSet#dictionary})
   * @param room where they are put if they fit ({@link #NO_ROOM})
   * @return {@code room}, or an array of just their length
   */
  byte[] difference(BlockContexts contexts, String where, byte[] dictionary, byte[] room)
      throws RepositoryException {
    requireChecksum(FormatVersion.TWO, where);
    if (!ZstdDelta.isAvailable()) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          where + ": is stored as a difference, which takes the native Zstandard library to read");
    }
    bases(where);
    byte[] raw = room(room);
    try {
      return spread(whole(unpackDifference(contexts, dictionary, raw), raw, where));
    } catch (DataFormatException e) {
      throw RepositoryException.corrupt(where, "does not unpack as " + codec);
    }
  }

  private int unpackDifference(BlockContexts contexts, byte[] dictionary, byte[] into)
      throws DataFormatException {
    int start = pages * Long.BYTES;
    return contexts.delta(delta -> delta.unpack(bytes, start, length - start, dictionary, into));
  }

  /** An array that has room for the pages that are no holes. */
  private byte[] room(byte[] offered) {
    return offered.length >= rawLength() ? offered : new byte[rawLength()];
  }

  /** Insists that unpacking made all pages, and nothing else. */
  private byte[] whole(int unpacked, byte[] raw, String where) throws RepositoryException {
    if (unpacked != rawLength()) {
      throw RepositoryException.corrupt(
          where, "unpacks to %d bytes, expected %d".formatted(unpacked, rawLength()));
    }
    return raw;
  }

  /** Whether the bytes are those that were stored. */
  boolean hasChecksum(FormatVersion version) {
    return crc(version, codec, pages, holes, compressed()) == crc32;
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
   * @param room where they are put if they fit ({@link #NO_ROOM})
   * @return {@code room}, or an array of just their length
   * @throws RepositoryException if the bytes are damaged
   */
  byte[] decompress(FormatVersion version, BlockContexts contexts, String where, byte[] room)
      throws RepositoryException {
    requireChecksum(version, where);
    byte[] raw = room(room);
    if (rawLength() == 0) {
      return spread(raw);
    }
    try {
      return spread(whole(codec.decompress(contexts, bytes, length, raw), raw, where));
    } catch (DataFormatException e) {
      throw RepositoryException.corrupt(where, "does not unpack as " + codec);
    }
  }

  /** Insists on it. */
  void requireChecksum(FormatVersion version, String where) throws RepositoryException {
    int found = crc(version, codec, pages, holes, compressed());
    if (found != crc32) {
      throw RepositoryException.corrupt(
          where, "checksum is 0x%08x, expected 0x%08x".formatted(found, crc32));
    }
  }
}
