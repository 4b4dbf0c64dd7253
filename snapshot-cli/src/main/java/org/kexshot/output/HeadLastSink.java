package org.kexshot.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kexshot.format.write.DumpSink;

/**
 * Erases the first 4096 bytes at once and writes them when all others are on the disk, so that what
 * breaks off is never taken for a dump.
 */
final class HeadLastSink implements DumpSink {
  private static final int HEAD = 4096;

  private final DumpSink sink;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);

  HeadLastSink(DumpSink sink) throws IOException {
    this.sink = sink;
    sink.write(0, ByteBuffer.allocate(HEAD));
    sink.finish();
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    if (offset < HEAD) {
      int length = (int) Math.min(HEAD - offset, bytes.remaining());
      head.put((int) offset, bytes, bytes.position(), length);
      bytes.position(bytes.position() + length);
    }
    if (bytes.hasRemaining()) {
      sink.write(Math.max(offset, HEAD), bytes);
    }
  }

  @Override
  public void finish() throws IOException {
    sink.finish();
  }

  /** Writes the first bytes, after all others were forced to the disk. */
  void writeHead() throws IOException {
    sink.finish();
    sink.write(0, head.duplicate().clear());
    sink.finish();
  }

  /** The head is counted from the start, when it was erased. */
  @Override
  public long bytesWritten() {
    return sink.bytesWritten();
  }
}
