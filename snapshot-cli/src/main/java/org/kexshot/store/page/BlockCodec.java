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
    byte[] compress(BlockContexts contexts, byte[] bytes, int length) {
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    @Override
    int decompress(BlockContexts contexts, byte[] stored, int length, byte[] into) {
      int copied = Math.min(length, into.length);
      System.arraycopy(stored, 0, into, 0, copied);
      return copied;
    }
  },

  /** LZ4 block format. */
  LZ4 {
    @Override
    byte[] compress(BlockContexts contexts, byte[] bytes, int length) {
      return packed(() -> contexts.lz4(codec -> pack(contexts, codec, bytes, length)));
    }

    @Override
    int decompress(BlockContexts contexts, byte[] stored, int length, byte[] into)
        throws DataFormatException {
      return contexts.lz4(codec -> unpack(codec, stored, length, into));
    }
  },

  /** Zstandard frame. */
  ZSTD {
    @Override
    byte[] compress(BlockContexts contexts, byte[] bytes, int length) {
      return packed(() -> contexts.zstd(codec -> pack(contexts, codec, bytes, length)));
    }

    @Override
    int decompress(BlockContexts contexts, byte[] stored, int length, byte[] into)
        throws DataFormatException {
      return contexts.zstd(codec -> unpack(codec, stored, length, into));
    }
  },

  /** zlib stream. */
  DEFLATE {
    @Override
    byte[] compress(BlockContexts contexts, byte[] bytes, int length) {
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
    int decompress(BlockContexts contexts, byte[] stored, int length, byte[] into)
        throws DataFormatException {
      Inflater inflater = new Inflater();
      try {
        inflater.setInput(stored, 0, length);
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
    byte[] compress(BlockContexts contexts, byte[] bytes, int length) {
      throw new UnsupportedOperationException("pages to differ from are needed");
    }

    @Override
    int decompress(BlockContexts contexts, byte[] stored, int length, byte[] into)
        throws DataFormatException {
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

  /** Packing, which no bytes can make fail. */
  @FunctionalInterface
  private interface Packing {
    byte[] run() throws DataFormatException;
  }

  private static byte[] packed(Packing packing) {
    try {
      return packing.run();
    } catch (DataFormatException e) {
      throw new IllegalStateException("packing unpacks nothing", e);
    }
  }

  private static byte[] pack(BlockContexts contexts, Codec codec, byte[] bytes, int length) {
    byte[] room = contexts.room();
    try {
      return Arrays.copyOf(room, codec.pack(bytes, 0, length, room, 0));
    } finally {
      contexts.giveBack(room);
    }
  }

  private static int unpack(Codec codec, byte[] stored, int length, byte[] into)
      throws DataFormatException {
    return codec.unpack(stored, 0, length, into, 0, into.length);
  }

  /** The codec of that number, or null if there is none. */
  static BlockCodec numbered(int number) {
    BlockCodec[] all = values();
    return number >= 0 && number < all.length ? all[number] : null;
  }

  /** Compresses the first {@code length} bytes. May return {@code bytes} itself. */
  abstract byte[] compress(BlockContexts contexts, byte[] bytes, int length);

  /**
   * Decompresses the first {@code length} bytes into {@code into}; how many bytes that makes.
   *
   * @throws DataFormatException if the bytes are not such a block, or unpack to more
   */
  abstract int decompress(BlockContexts contexts, byte[] stored, int length, byte[] into)
      throws DataFormatException;
}
