package org.kexshot.format.write;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a dump's bytes go: a file written by position, or a stream of positioned records. A writer
 * writes each byte at most once.
 */
public interface DumpSink {
  /**
   * Writes what is between the buffer's position and limit at an offset of the dump. When this
   * returns, the position is at the limit, and the buffer may be filled again.
   */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /** Whether several threads may write at once, and in any order; else one at a time. */
  default boolean isConcurrent() {
    return false;
  }

  /** Writes what ends the dump and passes on all that was held back. Closes nothing. */
  void finish() throws IOException;

  /** Bytes that were passed on to the file, device or stream. */
  long bytesWritten();
}
