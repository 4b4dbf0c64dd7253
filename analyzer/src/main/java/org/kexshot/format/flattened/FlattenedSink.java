package org.kexshot.format.flattened;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.kexshot.format.write.DumpSink;

/**
 * Writes a dump as a flattened stream, strictly from front to back. Small records are gathered;
 * large ones go out as they come, without a copy.
 */
public final class FlattenedSink implements DumpSink {
  private static final int STAGING = 64 << 10;

  /** Above this a record's bytes are not copied. */
  private static final int LARGE = 16 << 10;

  private final WritableByteChannel channel;
  private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING);
  private long written;

  /**
   * Begins a stream.
   *
   * @param channel blocking; stays open
   */
  public FlattenedSink(WritableByteChannel channel) {
    this.channel = channel;
    staging.put(FlattenedLayout.header());
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    if (length == 0) {
      return;
    }
    require(FlattenedLayout.RECORD_HEADER_SIZE);
    staging.putLong(offset).putLong(length);
    if (length >= LARGE) {
      flush();
      drain(bytes);
    } else {
      require(length);
      staging.put(bytes);
    }
  }

  private void require(int length) throws IOException {
    if (staging.remaining() < length) {
      flush();
    }
  }

  private void flush() throws IOException {
    drain(staging.flip());
    staging.clear();
  }

  private void drain(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      written += channel.write(bytes);
    }
  }

  @Override
  public void finish() throws IOException {
    require(FlattenedLayout.RECORD_HEADER_SIZE);
    staging.putLong(FlattenedLayout.END).putLong(FlattenedLayout.END);
    flush();
  }

  @Override
  public long bytesWritten() {
    return written;
  }
}
