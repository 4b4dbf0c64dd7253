package org.kexshot.store.page;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.kexshot.compress.Codec;
import org.kexshot.compress.Codecs;

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
      return pack(Codecs.lz4(), bytes, length);
    }

    @Override
    int decompress(byte[] stored, byte[] into) throws DataFormatException {
      return unpack(Codecs.lz4(), stored, into);
    }
  },

  /** Zstandard frame. */
  ZSTD {
    @Override
    byte[] compress(byte[] bytes, int length) {
      return pack(Codecs.zstd(), bytes, length);
    }

    @Override
    int decompress(byte[] stored, byte[] into) throws DataFormatException {
      return unpack(Codecs.zstd(), stored, into);
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
  },

  /**
   * The references of as many pages as there are in the block, u64 each and 0 for none, and a
   * Zstandard frame whose raw dictionary those pages are. They are read by {@link PackSet}.
   */
  DELTA {
    @Override
    byte[] compress(byte[] bytes, int length) {
      throw new UnsupportedOperationException("pages to differ from are needed");
    }

    @Override
    int decompress(byte[] stored, byte[] into) throws DataFormatException {
      throw new DataFormatException("pages to differ from are needed");
    }
  };

  /**
   * That of new blocks: Zstandard, or zlib where Zstandard is not native code. LZ4 is no faster
   * than the first, and its blocks are half as large again. {@code docs/benchmarks/repository.md}
   * has the figures.
   */
  public static BlockCodec ofNewBlocks() {
    return Codecs.hasFastZstd() ? ZSTD : DEFLATE;
  }

  private static byte[] pack(Codec codec, byte[] bytes, int length) {
    try (codec) {
      byte[] into = new byte[codec.packedBound(length)];
      return Arrays.copyOf(into, codec.pack(bytes, 0, length, into, 0));
    }
  }

  private static int unpack(Codec codec, byte[] stored, byte[] into) throws DataFormatException {
    try (codec) {
      return codec.unpack(stored, 0, stored.length, into, 0, into.length);
    }
  }

  /** The codec of that number, or null if there is none. */
  static BlockCodec numbered(int number) {
    BlockCodec[] all = values();
    return number >= 0 && number < all.length ? all[number] : null;
  }

  abstract byte[] compress(byte[] bytes, int length);

  /**
   * Decompresses into {@code into} and returns the length.
   *
   * @throws DataFormatException if the bytes are not such a block, or unpack to more
   */
  abstract int decompress(byte[] stored, byte[] into) throws DataFormatException;
}
