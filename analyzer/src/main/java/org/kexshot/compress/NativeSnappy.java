package org.kexshot.compress;

import java.io.IOException;
import java.util.Objects;
import java.util.zip.DataFormatException;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/**
 * Snappy by its own library, which is told neither how much room there is to pack nor to unpack:
 * both are checked here.
 */
final class NativeSnappy implements Codec {
  private static final boolean AVAILABLE = load();

  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** Looks where {@code org.xerial.snappy.lib.path} says, else unpacks it to a temporary file. */
  private static boolean load() {
    try {
      return Snappy.maxCompressedLength(1) > 1;
    } catch (LinkageError | SnappyError | RuntimeException none) {
      return false;
    }
  }

  @Override
  public int packedBound(int length) {
    return Snappy.maxCompressedLength(length);
  }

  @Override
  public int pack(byte[] bytes, int offset, int length, byte[] into, int at) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Objects.checkFromIndexSize(at, packedBound(length), into.length);
    try {
      return Snappy.compress(bytes, offset, length, into, at);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int unpack(byte[] packed, int offset, int length, byte[] into, int at, int room)
      throws DataFormatException {
    Objects.checkFromIndexSize(offset, length, packed.length);
    Objects.checkFromIndexSize(at, room, into.length);
    try {
      int unpacked = Snappy.uncompressedLength(packed, offset, length);
      if (unpacked < 0 || unpacked > room) {
        throw new DataFormatException(
            "%d bytes unpacked, at most %d expected".formatted(unpacked, room));
      }
      return Snappy.uncompress(packed, offset, length, into, at);
    } catch (IOException e) {
      throw Codecs.damaged(e);
    }
  }

  @Override
  public void close() {}
}
