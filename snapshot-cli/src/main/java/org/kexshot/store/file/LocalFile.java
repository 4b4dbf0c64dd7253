package org.kexshot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file that is open for reading. Parts are mapped where the file system is this machine's, and
 * read where it is not: what fails to be read in a map is a fault, and not an exception.
 *
 * @param parts keeps parts that were read; null if they are mapped
 */
record LocalFile(Path path, FileChannel channel, long size, ReadParts parts) implements StoredFile {
  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int count = readSome(at, into);
      if (count < 0) {
        throw ended(at);
      }
      at += count;
    }
  }

  /** What ends before its size is not damaged: another system may have it whole. */
  private IOException ended(long at) throws IOException {
    if (at < size && at < currentSize()) {
      return new IOException(
          "%s: cannot be read at offset %d of %d: its file system failed"
              .formatted(path, at, size));
    }
    return RepositoryException.corrupt(
        path, "ends at %d, expected data at offset %d".formatted(Math.min(at, size), at));
  }

  private long currentSize() throws IOException {
    try {
      return channel.size();
    } catch (IOException e) {
      throw FileFailure.of(path, "read", e);
    }
  }

  private int readSome(long at, ByteBuffer into) throws IOException {
    try {
      return channel.read(into, at);
    } catch (IOException e) {
      throw FileFailure.of(path, "read", e);
    }
  }

  @Override
  public int windowShift() {
    return isMapped() ? StoredFile.super.windowShift() : ReadParts.SHIFT;
  }

  @Override
  public boolean isMapped() {
    return parts == null;
  }

  @Override
  public ByteBuffer map(long offset, long length) throws IOException {
    if (!isMapped()) {
      return parts.part(this, offset, length);
    }
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, offset, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw FileFailure.of(path, "mapped", e);
    }
  }

  /** Whatever the file system says of it: what was read was read. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException lost) {
      return;
    }
  }
}
