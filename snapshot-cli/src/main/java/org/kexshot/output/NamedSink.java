package org.kexshot.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kexshot.format.write.DumpSink;

/** A sink whose failures say which file could not be written, and where. */
record NamedSink(String name, DumpSink sink) implements DumpSink {
  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    try {
      sink.write(offset, bytes);
    } catch (IOException e) {
      throw new IOException(
          "%s: cannot be written at 0x%x: %s".formatted(name, offset, e.getMessage()), e);
    }
  }

  @Override
  public boolean isConcurrent() {
    return sink.isConcurrent();
  }

  @Override
  public void finish() throws IOException {
    try {
      sink.finish();
    } catch (IOException e) {
      throw new IOException("%s: cannot be written: %s".formatted(name, e.getMessage()), e);
    }
  }

  @Override
  public long bytesWritten() {
    return sink.bytesWritten();
  }
}
