package org.kexshot.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.kexshot.format.write.DumpSink;

/** A sink for a writer that writes from front to back without a gap. */
final class InOrderSink implements DumpSink {
  private final WritableByteChannel channel;
  private long written;

  /**
   * @param channel stays open
   */
  InOrderSink(WritableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    if (offset != written) {
      throw new IllegalStateException(
          "0x%x is written after 0x%x; a stream takes bytes in order only"
              .formatted(offset, written));
    }
    while (bytes.hasRemaining()) {
      written += channel.write(bytes);
    }
  }

  @Override
  public void finish() {}

  @Override
  public long bytesWritten() {
    return written;
  }
}
