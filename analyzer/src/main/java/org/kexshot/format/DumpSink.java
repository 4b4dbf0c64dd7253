package org.kexshot.format;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a dump's bytes go: a file written by position, or a stream of positioned records. A writer
 * writes each byte at most once. For one thread.
 */
public interface DumpSink {
  /** Writes what is between the buffer's position and limit at an offset of the dump. */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /** Writes what ends the dump and passes on all that was held back. Closes nothing. */
  void finish() throws IOException;

  /** Bytes that were passed on to the file, device or stream. */
  long bytesWritten();
}
