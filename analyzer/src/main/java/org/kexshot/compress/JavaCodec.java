package org.kexshot.compress;

import io.airlift.compress.Compressor;
import io.airlift.compress.Decompressor;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;

/** Those of aircompressor. Made when they are needed: a compressor holds tables. */
final class JavaCodec implements Codec {
  private final Supplier<Compressor> newCompressor;
  private final Supplier<Decompressor> newDecompressor;
  private Compressor compressor;
  private Decompressor decompressor;

  JavaCodec(Supplier<Compressor> newCompressor, Supplier<Decompressor> newDecompressor) {
    this.newCompressor = newCompressor;
    this.newDecompressor = newDecompressor;
  }

  private Compressor compressor() {
    if (compressor == null) {
      compressor = newCompressor.get();
    }
    return compressor;
  }

  @Override
  public int packedBound(int length) {
    return compressor().maxCompressedLength(length);
  }

  @Override
  public int pack(byte[] bytes, int offset, int length, byte[] into, int at) {
    int bound = packedBound(length);
    Objects.checkFromIndexSize(at, bound, into.length);
    return compressor().compress(bytes, offset, length, into, at, bound);
  }

  @Override
  public int unpack(byte[] packed, int offset, int length, byte[] into, int at, int room)
      throws DataFormatException {
    if (decompressor == null) {
      decompressor = newDecompressor.get();
    }
    try {
      return decompressor.decompress(packed, offset, length, into, at, room);
    } catch (RuntimeException e) {
      // They answer bad input with several unchecked exceptions.
      throw Codecs.damaged(e);
    }
  }

  @Override
  public void close() {}
}
