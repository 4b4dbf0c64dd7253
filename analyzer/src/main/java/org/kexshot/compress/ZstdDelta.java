package org.kexshot.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Zstandard frames of bytes that resemble others, which are given to pack and to unpack: they are
 * the frame's raw dictionary. By the native library alone, for the one in Java knows none. Contexts
 * are kept from one frame to the next. For one thread at a time.
 */
public final class ZstdDelta implements Closeable {
  private static final int LEVEL = 3;

  /** Before the bytes of a dictionary, lest they be taken for a trained one by its magic number. */
  private static final int NO_MAGIC = 8;

  private ZstdCompressCtx compressing;
  private ZstdDecompressCtx decompressing;

  /** Whether there is a native library. */
  public static boolean isAvailable() {
    return NativeZstd.isAvailable();
  }

  /** Packs the first {@code length} bytes. */
  public byte[] pack(byte[] bytes, int length, byte[] like) {
    if (compressing == null) {
      compressing = new ZstdCompressCtx().setLevel(LEVEL);
    }
    byte[] into = new byte[Math.toIntExact(Zstd.compressBound(length))];
    compressing.loadDict(dictionary(like));
    int packed = compressing.compressByteArray(into, 0, into.length, bytes, 0, length);
    return Arrays.copyOf(into, packed);
  }

  /**
   * Unpacks into all of {@code into} and returns how many bytes that were.
   *
   * @throws DataFormatException if the bytes are no such frame, or unpack to more
   */
  public int unpack(byte[] packed, int offset, int length, byte[] like, byte[] into)
      throws DataFormatException {
    if (decompressing == null) {
      decompressing = new ZstdDecompressCtx();
    }
    try {
      decompressing.loadDict(dictionary(like));
      return decompressing.decompressByteArray(into, 0, into.length, packed, offset, length);
    } catch (ZstdException e) {
      throw Codecs.damaged(e);
    }
  }

  private static byte[] dictionary(byte[] like) {
    byte[] dictionary = new byte[NO_MAGIC + like.length];
    System.arraycopy(like, 0, dictionary, NO_MAGIC, like.length);
    return dictionary;
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
