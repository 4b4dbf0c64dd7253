package org.kexshot.format.write;

import java.io.Closeable;
import java.util.zip.Deflater;
import org.kexshot.address.Page;
import org.kexshot.compress.Codec;
import org.kexshot.compress.Codecs;

/**
 * Packs pages, one at a time and each on its own, so that a page's packed bytes depend on nothing
 * else. For one thread at a time.
 */
interface PagePacker extends Closeable {
  /**
   * Packs a page of 4096 bytes.
   *
   * @param into has room for 4096 bytes at {@code offset}
   * @return bytes packed; 4096 if the page would not get smaller, and was copied as it is
   */
  int pack(byte[] page, byte[] into, int offset);

  @Override
  default void close() {}

  /** A packer for a compression that does pack. */
  static PagePacker of(Compression compression) {
    return switch (compression) {
      case NONE -> throw new IllegalArgumentException("pages that stay as they are need no packer");
      case ZLIB -> new Zlib();
      case LZO -> new ByCodec(Codecs.lzo());
      case SNAPPY -> new ByCodec(Codecs.snappy());
      case ZSTD -> new ByCodec(Codecs.zstd());
    };
  }

  /** zlib at its fastest level, as {@code makedumpfile} has it. */
  final class Zlib implements PagePacker {
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

    @Override
    public int pack(byte[] page, byte[] into, int offset) {
      deflater.reset();
      deflater.setInput(page);
      deflater.finish();
      int size = deflater.deflate(into, offset, Page.SIZE);
      if (deflater.finished() && size < Page.SIZE) {
        return size;
      }
      System.arraycopy(page, 0, into, offset, Page.SIZE);
      return Page.SIZE;
    }

    @Override
    public void close() {
      deflater.end();
    }
  }

  /** The codecs, which want room for the worst case. */
  final class ByCodec implements PagePacker {
    private final Codec codec;
    private final byte[] packed;

    ByCodec(Codec codec) {
      this.codec = codec;
      this.packed = new byte[codec.packedBound(Page.SIZE)];
    }

    @Override
    public int pack(byte[] page, byte[] into, int offset) {
      int size = codec.pack(page, 0, page.length, packed, 0);
      boolean smaller = size < Page.SIZE;
      int length = smaller ? size : Page.SIZE;
      System.arraycopy(smaller ? packed : page, 0, into, offset, length);
      return length;
    }

    @Override
    public void close() {
      codec.close();
    }
  }
}
