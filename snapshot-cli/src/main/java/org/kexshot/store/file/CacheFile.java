package org.kexshot.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file of a repository's cache, which is read and written at any place. For one thread. */
public interface CacheFile extends Closeable {
  Path path();

  /** Bytes. */
  long size() throws IOException;

  /** Reads until the buffer is full or the file ends; how many bytes that were. */
  int read(long offset, ByteBuffer into) throws IOException;

  /** Writes all of a buffer; between the file's end and the offset there are zeros. */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /** Leaves the file empty. */
  void clear() throws IOException;

  boolean isOpen();
}
