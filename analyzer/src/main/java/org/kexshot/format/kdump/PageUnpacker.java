package org.kexshot.format.kdump;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.kexshot.address.Page;
import org.kexshot.compress.Codec;
import org.kexshot.compress.Codecs;
import org.kexshot.format.write.Compression;

/**
 * Unpacks pages, one at a time. Holds its codecs, which are made when the first page of their kind
 * comes, so that a runtime that lacks what they need still reads the other kinds. For one thread at
 * a time.
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
  private Codec lzo;
  private Codec snappy;
  private Codec zstd;

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
    } catch (DataFormatException e) {
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

  private static int run(Codec with, byte[] packed, int size, byte[] page, int offset)
      throws DataFormatException {
    return with.unpack(packed, 0, size, page, offset, Page.SIZE);
  }

  private Codec lzo() {
    if (lzo == null) {
      lzo = Codecs.lzo();
    }
    return lzo;
  }

  private Codec snappy() {
    if (snappy == null) {
      snappy = Codecs.snappy();
    }
    return snappy;
  }

  private Codec zstd() {
    if (zstd == null) {
      zstd = Codecs.zstd();
    }
    return zstd;
  }
}
