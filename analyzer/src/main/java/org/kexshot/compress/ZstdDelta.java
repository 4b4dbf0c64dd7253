package org.kexshot.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Zstandard frames of bytes that resemble others, which are given to pack and to unpack: they are
 * the frame's raw dictionary. By the native library alone, for the one in Java knows none.
 */
public final class ZstdDelta {
  private static final int LEVEL = 3;

  /** Before the bytes of a dictionary, lest they be taken for a trained one by its magic number. */
  private static final int NO_MAGIC = 8;

  private ZstdDelta() {}

  /** Whether there is a native library. */
  public static boolean isAvailable() {
    return NativeZstd.isAvailable();
  }

  /** Packs the first {@code length} bytes. */
  public static byte[] pack(byte[] bytes, int length, byte[] like) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      byte[] into = new byte[Math.toIntExact(Zstd.compressBound(length))];
      context.setLevel(LEVEL).loadDict(dictionary(like));
      int packed = context.compressByteArray(into, 0, into.length, bytes, 0, length);
      return Arrays.copyOf(into, packed);
    }
  }

  /**
   * Unpacks into all of {@code into} and returns how many bytes that were.
   *
   * @throws DataFormatException if the bytes are no such frame, or unpack to more
   */
  public static int unpack(byte[] packed, int offset, int length, byte[] like, byte[] into)
      throws DataFormatException {
    try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
      context.loadDict(dictionary(like));
      return context.decompressByteArray(into, 0, into.length, packed, offset, length);
    } catch (ZstdException e) {
      throw Codecs.damaged(e);
    }
  }

  private static byte[] dictionary(byte[] like) {
    byte[] dictionary = new byte[NO_MAGIC + like.length];
    System.arraycopy(like, 0, dictionary, NO_MAGIC, like.length);
    return dictionary;
  }
}
