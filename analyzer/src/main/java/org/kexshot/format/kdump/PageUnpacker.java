package org.kexshot.format.kdump;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lzo.LzoDecompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.kexshot.address.Page;
import org.kexshot.format.write.Compression;

/**
 * Unpacks pages, one at a time. Holds its decompressors, which are made when the first page of
 * their kind comes, so that a runtime that lacks what they need still reads the other kinds. For
 * one thread at a time.
 */
final class PageUnpacker {
  /** A page that does not unpack to 4096 bytes. */
  static final class CorruptPageException extends Exception {
    private static final long serialVersionUID = 1L;

    CorruptPageException(String message) {
      super(message);
    }
  }

  private Inflater inflater;
  private Decompressor lzo;
  private Decompressor snappy;
  private Decompressor zstd;

  /** Unpacks one page into {@code page} at {@code offset}, of which 4096 bytes are written. */
  void unpack(Compression compression, byte[] packed, int size, byte[] page, int offset)
      throws CorruptPageException {
    int length;
    try {
      length =
          switch (compression) {
            case NONE -> copy(packed, size, page, offset);
            case ZLIB -> inflate(packed, size, page, offset);
            case LZO -> run(lzo(), packed, size, page, offset);
            case SNAPPY -> run(snappy(), packed, size, page, offset);
            case ZSTD -> run(zstd(), packed, size, page, offset);
          };
    } catch (DataFormatException | RuntimeException e) {
      // The decompressors answer bad input with several unchecked exceptions; the pages came out of
      // a file, so each of them means that the file is corrupt.
      throw new CorruptPageException(
          "%s data of %d bytes that does not unpack: %s"
              .formatted(compression, size, e.getMessage()));
    }
    if (length != Page.SIZE) {
      throw new CorruptPageException(
          "%s data of %d bytes that unpacks to %d; %d expected"
              .formatted(compression, size, length, Page.SIZE));
    }
  }

  private static int copy(byte[] packed, int size, byte[] page, int offset) {
    if (size == Page.SIZE) {
      System.arraycopy(packed, 0, page, offset, size);
    }
    return size;
  }

  private int inflate(byte[] packed, int size, byte[] page, int offset) throws DataFormatException {
    if (inflater == null) {
      inflater = new Inflater();
    }
    inflater.reset();
    inflater.setInput(packed, 0, size);
    int length = inflater.inflate(page, offset, Page.SIZE);
    return inflater.finished() || length < Page.SIZE ? length : length + trailing();
  }

  private int trailing() throws DataFormatException {
    return inflater.inflate(new byte[1]);
  }

  private static int run(Decompressor with, byte[] packed, int size, byte[] page, int offset) {
    return with.decompress(packed, 0, size, page, offset, Page.SIZE);
  }

  private Decompressor lzo() {
    if (lzo == null) {
      lzo = new LzoDecompressor();
    }
    return lzo;
  }

  private Decompressor snappy() {
    if (snappy == null) {
      snappy = new SnappyDecompressor();
    }
    return snappy;
  }

  private Decompressor zstd() {
    if (zstd == null) {
      zstd = new ZstdDecompressor();
    }
    return zstd;
  }
}
