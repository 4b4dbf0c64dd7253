package org.kexshot.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.util.Objects;
import java.util.zip.DataFormatException;

/**
 * Zstandard by its own library. Level 1 gives nearly what level 3 does of pages, and is faster than
 * zlib's fastest ({@code docs/benchmarks/dump-engine.md}). To pack, a context keeps its tables from
 * one page to the next; unpacking needs none, and so nothing to close.
 */
final class NativeZstd implements Codec {
  private static final int LEVEL = 1;
  private static final boolean AVAILABLE = load();

  private final boolean forMany;
  private ZstdCompressCtx compressing;
  private ZstdDecompressCtx unpacking;

  /**
   * @param forMany whether a context is kept for unpacking
   */
  NativeZstd(boolean forMany) {
    this.forMany = forMany;
  }

  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** Looks where {@code ZstdNativePath} says, else unpacks the library to a temporary file. */
  private static boolean load() {
    try {
      Native.load();
      return Native.isLoaded();
    } catch (LinkageError | RuntimeException none) {
      return false;
    }
  }

  @Override
  public int packedBound(int length) {
    return Math.toIntExact(Zstd.compressBound(length));
  }

  @Override
  public int pack(byte[] bytes, int offset, int length, byte[] into, int at) {
    int bound = packedBound(length);
    Objects.checkFromIndexSize(at, bound, into.length);
    if (compressing == null) {
      compressing = new ZstdCompressCtx().setLevel(LEVEL);
    }
    return compressing.compressByteArray(into, at, bound, bytes, offset, length);
  }

  @Override
  public int unpack(byte[] packed, int offset, int length, byte[] into, int at, int room)
      throws DataFormatException {
    Objects.checkFromIndexSize(offset, length, packed.length);
    Objects.checkFromIndexSize(at, room, into.length);
    try {
      if (!forMany) {
        return (int) Zstd.decompressByteArray(into, at, room, packed, offset, length);
      }
      if (unpacking == null) {
        unpacking = new ZstdDecompressCtx();
      }
      return unpacking.decompressByteArray(into, at, room, packed, offset, length);
    } catch (ZstdException e) {
      throw Codecs.damaged(e);
    }
  }

  @Override
  public void close() {
    if (compressing != null) {
      compressing.close();
    }
    if (unpacking != null) {
      unpacking.close();
    }
  }
}
