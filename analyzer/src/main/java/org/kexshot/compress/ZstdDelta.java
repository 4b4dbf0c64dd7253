package org.kexshot.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.util.Objects;
import java.util.zip.DataFormatException;

/**
 * Zstandard frames of bytes that resemble others, which are given to pack and to unpack: they are
 * the frame's raw dictionary. By the native library alone, for the one in Java knows none. Contexts
 * are kept from one frame to the next. For one thread at a time.
 */
public final class ZstdDelta implements Closeable {
  /**
   * Zeros before the bytes of a dictionary, lest they be taken for a trained one by its magic
   * number.
   */
  public static final int DICTIONARY_START = 8;

  private static final int LEVEL = 3;

  private ZstdCompressCtx compressing;
  private ZstdDecompressCtx decompressing;

  /** Whether there is a native library. */
  public static boolean isAvailable() {
    return NativeZstd.isAvailable();
  }

  /** How many bytes {@code length} bytes are packed at most. */
  public static int packedBound(int length) {
    return Math.toIntExact(Zstd.compressBound(length));
  }

  /**
   * Packs the first {@code length} bytes.
   *
   * @param dictionary what they resemble, from {@link #DICTIONARY_START} on
   * @param into has room for {@link #packedBound} of the length from {@code at}
   * @return how many bytes they are packed
   */
  public int pack(byte[] bytes, int length, byte[] dictionary, byte[] into, int at) {
    Objects.checkFromIndexSize(0, length, bytes.length);
    Objects.checkFromIndexSize(at, packedBound(length), into.length);
    if (compressing == null) {
      compressing = new ZstdCompressCtx().setLevel(LEVEL);
    }
    compressing.loadDict(dictionary);
    return compressing.compressByteArray(into, at, into.length - at, bytes, 0, length);
  }

  /**
   * Unpacks into {@code into}, from its beginning, and returns how many bytes that were.
   *
   * @param dictionary the same as for packing
   * @throws DataFormatException if the bytes are no such frame, or unpack to more than there is
   *     room for
   */
  public int unpack(byte[] packed, int offset, int length, byte[] dictionary, byte[] into)
      throws DataFormatException {
    Objects.checkFromIndexSize(offset, length, packed.length);
    if (decompressing == null) {
      decompressing = new ZstdDecompressCtx();
    }
    try {
      decompressing.loadDict(dictionary);
      return decompressing.decompressByteArray(into, 0, into.length, packed, offset, length);
    } catch (ZstdException e) {
      throw Codecs.damaged(e);
    }
  }

  /** Gives back what it holds outside of Java's heap. */
  @Override
  public void close() {
    if (compressing != null) {
      compressing.close();
    }
    if (decompressing != null) {
      decompressing.close();
    }
  }
}
