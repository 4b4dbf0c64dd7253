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

  /** A part of the file as memory, which stays after the file is closed. */
  ByteBuffer map(long offset, long length) throws IOException;
}
