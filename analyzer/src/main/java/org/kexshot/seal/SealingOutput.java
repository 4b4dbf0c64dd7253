package org.kexshot.seal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Seals a file as it is written. Memory: 32 KiB. For one thread. */
public final class SealingOutput {
  /** Where sealed bytes go. */
  @FunctionalInterface
  public interface Sink {
    /** Appends all of a buffer. */
    void write(ByteBuffer bytes) throws IOException;
  }

  private final SegmentCipher cipher;
  private final byte[] header;
  private final Sink sink;
  private final byte[] plain = new byte[SealedFormat.SEGMENT];
  private final byte[] sealed = new byte[SealedFormat.SEALED_SEGMENT];
  private int filled;
  private long segment;
  private boolean begun;

  /** A file with a salt of its own. */
  public SealingOutput(SealingKey key, Sink sink) {
    this.header = SealedFormat.header(key.newSalt());
    this.sink = sink;
    try {
      this.cipher = new SegmentCipher(key, header);
    } catch (SealException e) {
      throw new IllegalStateException("a header just made is none", e);
    }
  }

  /** Appends all of a buffer. A segment is written when it is full and more follows. */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (filled == plain.length) {
        begin();
        put(cipher.seal(segment++, plain, sealed));
      }
      int count = Math.min(bytes.remaining(), plain.length - filled);
      bytes.get(plain, filled, count);
      filled += count;
    }
  }

  /** Appends zeros. */
  public void skip(long zeros) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(SealedFormat.SEGMENT);
    for (long left = zeros; left > 0; left -= block.limit()) {
      block.clear().limit((int) Math.min(left, block.capacity()));
      write(block);
    }
  }

  /** Writes what is left; the file opens under this name only. */
  public void finish(String name) throws IOException {
    begin();
    put(cipher.sealLast(segment, name, plain, filled, sealed));
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      sink.write(ByteBuffer.wrap(header));
    }
  }

  private void put(int length) throws IOException {
    sink.write(ByteBuffer.wrap(sealed, 0, length));
    filled = 0;
  }
}
