package org.kexshot.format.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a dump into a file that can be written at any position. Holes stay sparse. */
public final class FileSink implements DumpSink {
  private final FileChannel channel;
  private final AtomicLong written = new AtomicLong();

  /**
   * @param channel open for writing; stays open
   */
  public FileSink(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      int count = channel.write(bytes, at);
      at += count;
      written.addAndGet(count);
    }
  }

  @Override
  public boolean isConcurrent() {
    return true;
  }

  @Override
  public void finish() throws IOException {
    channel.force(true);
  }

  @Override
  public long bytesWritten() {
    return written.get();
  }
}
