package org.kexshot.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file of a repository, open for reading. Any number of threads may read. */
public interface StoredFile extends Closeable {
  Path path();

  /** Bytes. */
  long size();

  /**
   * Fills a buffer.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#CORRUPT} if the file ends
   *     before
   */
  void read(long offset, ByteBuffer into) throws IOException;

  /** Log2 of the bytes of a part that {@link #map} gives. */
  default int windowShift() {
    return 26;
  }

  /** Whether parts take no memory, so that all may be kept; else the file itself keeps some. */
  default boolean isMapped() {
    return true;
  }

  /**
   * A part of the file as memory, which stays after the file is closed. It may be shared: position
   * and limit are to be left alone.
   *
   * @param offset a multiple of the parts' size
   * @param length as far as the part or the file reaches
   */
  ByteBuffer map(long offset, long length) throws IOException;
}
