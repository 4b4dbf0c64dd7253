package org.kexshot.store.page;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** How a block of pages is stored. The ordinal is the number on the disk. */
public enum BlockCodec {
  /** As it is, because it did not compress. */
  STORED {
    @Override
    byte[] compress(byte[] bytes, int length) {
      return Arrays.copyOf(bytes, length);
    }

    @Override
    int decompress(byte[] stored, byte[] into) {
      int length = Math.min(stored.length, into.length);
      System.arraycopy(stored, 0, into, 0, length);
      return length;
    }
  },

  /** LZ4 block format. */
  LZ4 {
    @Override
    byte[] compress(byte[] bytes, int length) {
      Lz4Compressor compressor = new Lz4Compressor();
      byte[] into = new byte[compressor.maxCompressedLength(length)];
      return Arrays.copyOf(into, compressor.compress(bytes, 0, length, into, 0, into.length));
    }

    @Override
    int decompress(byte[] stored, byte[] into) {
      return new Lz4Decompressor().decompress(stored, 0, stored.length, into, 0, into.length);
    }
  },

  /** Zstandard frame. */
  ZSTD {
    @Override
    byte[] compress(byte[] bytes, int length) {
      ZstdCompressor compressor = new ZstdCompressor();
      byte[] into = new byte[compressor.maxCompressedLength(length)];
      return Arrays.copyOf(into, compressor.compress(bytes, 0, length, into, 0, into.length));
    }

    @Override
    int decompress(byte[] stored, byte[] into) {
      return new ZstdDecompressor().decompress(stored, 0, stored.length, into, 0, into.length);
    }
  },

  /** zlib stream. */
  DEFLATE {
    @Override
    byte[] compress(byte[] bytes, int length) {
      Deflater deflater = new Deflater(Deflater.BEST_SPEED);
      try {
        deflater.setInput(bytes, 0, length);
        deflater.finish();
        byte[] into = new byte[length + length / 100 + 64];
        return Arrays.copyOf(into, deflater.deflate(into));
      } finally {
        deflater.end();
      }
    }

    @Override
    int decompress(byte[] stored, byte[] into) throws DataFormatException {
      Inflater inflater = new Inflater();
      try {
        inflater.setInput(stored);
        return inflater.inflate(into);
      } finally {
        inflater.end();
      }
    }
  };

  /** The codec of that number, or null if there is none. */
  static BlockCodec numbered(int number) {
    BlockCodec[] all = values();
    return number >= 0 && number < all.length ? all[number] : null;
  }

  abstract byte[] compress(byte[] bytes, int length);

  /**
   * Decompresses into {@code into} and returns the length.
   *
   * @throws MalformedInputException if {@code stored} is not of this codec
   * @throws DataFormatException if the bytes are not such a block
   */
  abstract int decompress(byte[] stored, byte[] into) throws DataFormatException;
}
