package org.kexshot.compress;

import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.lzo.LzoCompressor;
import io.airlift.compress.lzo.LzoDecompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.zip.DataFormatException;

/** Makes codecs. */
public final class Codecs {
  private Codecs() {}

  /** Zstandard frames; the native library packs them at level 1. */
  public static Codec zstd() {
    return NativeZstd.isAvailable() ? new NativeZstd(false) : javaZstd();
  }

  /** The same to unpack many blocks by, quicker each; must be closed once it has unpacked. */
  public static Codec zstdForMany() {
    return NativeZstd.isAvailable() ? new NativeZstd(true) : javaZstd();
  }

  /** Whether {@link #zstd} is by a native library; in Java it packs slower than zlib. */
  public static boolean hasFastZstd() {
    return NativeZstd.isAvailable();
  }

  /** Snappy's raw format. */
  public static Codec snappy() {
    return NativeSnappy.isAvailable() ? new NativeSnappy() : javaSnappy();
  }

  /** LZO1X. */
  public static Codec lzo() {
    return new JavaCodec(LzoCompressor::new, LzoDecompressor::new);
  }

  /** LZ4's block format. */
  public static Codec lz4() {
    return new JavaCodec(Lz4Compressor::new, Lz4Decompressor::new);
  }

  /** What a codec throws where its library calls the packed bytes bad. */
  static DataFormatException damaged(Exception cause) {
    DataFormatException bad = new DataFormatException(cause.getMessage());
    bad.initCause(cause);
    return bad;
  }

  static Codec javaZstd() {
    return new JavaCodec(ZstdCompressor::new, ZstdDecompressor::new);
  }

  static Codec javaSnappy() {
    return new JavaCodec(SnappyCompressor::new, SnappyDecompressor::new);
  }
}
