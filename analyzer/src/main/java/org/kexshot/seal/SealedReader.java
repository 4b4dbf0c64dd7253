package org.kexshot.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a sealed file at any place. Whatever it gives was written with the key, at that place of
 * the file of that name. Any number of threads may read, if the source bears it.
 */
public final class SealedReader {
  /** A file's sealed bytes. */
  @FunctionalInterface
  public interface Source {
    /** Fills a buffer. */
    void read(long offset, ByteBuffer into) throws IOException;
  }

  private final Source source;
  private final SegmentCipher cipher;
  private final SegmentCache cache;
  private final String name;
  private final long segments;
  private final long size;

  /**
   * Opens a file. Cost: reads its header and its last segment, which says that it is whole and has
   * its name.
   *
   * @param sealedLength of the file
   * @throws SealException if it was altered, cut, renamed, or sealed with another key
   */
  public SealedReader(
      SealingKey key, Source source, long sealedLength, String name, SegmentCache cache)
      throws IOException {
    this.source = source;
    this.cache = cache;
    this.name = name;
    this.size = SealedFormat.plainLength(sealedLength);
    this.segments = SealedFormat.segments(sealedLength);
    byte[] header = new byte[SealedFormat.HEADER];
    source.read(0, ByteBuffer.wrap(header));
    this.cipher = new SegmentCipher(key, header);
    segment(segments - 1);
  }

  /** Bytes. */
  public long size() {
    return size;
  }

  /**
   * The part of the file that begins at {@code segment * }{@link SealedFormat#SEGMENT},
   * little-endian; position and limit are to be left alone.
   */
  public ByteBuffer segment(long segment) throws IOException {
    ByteBuffer cached = cache.get(this, segment);
    if (cached != null) {
      return cached;
    }
    byte[] plain = new byte[lengthOf(segment)];
    open(segment, plain);
    ByteBuffer opened = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    cache.put(this, segment, opened);
    return opened;
  }

  /** Fills a buffer; the caller sees to it that the file is long enough. */
  public void read(long offset, ByteBuffer into) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      long number = at / SealedFormat.SEGMENT;
      int start = (int) (at % SealedFormat.SEGMENT);
      int count = Math.min(into.remaining(), lengthOf(number) - start);
      into.put(segment(number).duplicate().position(start).limit(start + count));
      at += count;
    }
  }

  private int lengthOf(long segment) {
    return (int) Math.min(SealedFormat.SEGMENT, size - segment * SealedFormat.SEGMENT);
  }

  private void open(long segment, byte[] plain) throws IOException {
    byte[] sealed = new byte[plain.length + SealedFormat.TAG];
    source.read(SealedFormat.offset(segment), ByteBuffer.wrap(sealed));
    boolean last = segment == segments - 1;
    cipher.open(segment, last ? name : null, sealed, sealed.length, plain);
  }
}
