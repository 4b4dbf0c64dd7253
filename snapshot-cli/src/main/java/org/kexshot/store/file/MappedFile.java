package org.kexshot.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A write-once file read through maps of at most 64 MiB, made when first touched, so that a 32-bit
 * process's address space bears it; one that is encrypted through segments that are decrypted. All
 * numbers in repository files are little-endian. Any number of threads may read.
 */
public final class MappedFile implements Closeable {
  private final StoredFile file;
  private final long size;
  private final int windowShift;
  private final long window;

  /** None of a file that keeps its parts itself. */
  private final AtomicReferenceArray<ByteBuffer> windows;

  /**
   * Opens a file that a snapshot needs.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#CORRUPT} if it is missing
   */
  public MappedFile(RepositoryFiles files, Path path) throws IOException {
    try {
      this.file = files.open(path);
    } catch (NoSuchFileException e) {
      throw RepositoryException.corrupt(path, "a snapshot needs it, but there is no such file");
    }
    this.size = file.size();
    this.windowShift = file.windowShift();
    this.window = 1L << windowShift;
    long count = file.isMapped() ? (size + window - 1) >>> windowShift : 0;
    this.windows = new AtomicReferenceArray<>(Math.toIntExact(count));
  }

  public Path path() {
    return file.path();
  }

  public long size() {
    return size;
  }

  /**
   * Eight bytes at an offset that is a multiple of eight.
   *
   * @throws IOException if the window cannot be mapped
   */
  public long longAt(long offset) throws IOException {
    return window(offset).getLong((int) (offset & (window - 1)));
  }

  /** Four bytes at an offset that is a multiple of four. */
  public int intAt(long offset) throws IOException {
    return window(offset).getInt((int) (offset & (window - 1)));
  }

  /** Reads bytes past the maps, for what is read once. */
  public void read(long offset, ByteBuffer into) throws IOException {
    file.read(offset, into);
  }

  private ByteBuffer window(long offset) throws IOException {
    if (offset < 0 || offset >= size) {
      throw RepositoryException.corrupt(
          path(), "ends at %d, expected data at offset %d".formatted(size, offset));
    }
    int index = (int) (offset >>> windowShift);
    if (windows.length() == 0) {
      return map(index);
    }
    ByteBuffer kept = windows.get(index);
    if (kept == null) {
      kept = map(index);
      windows.set(index, kept);
    }
    return kept;
  }

  private ByteBuffer map(long index) throws IOException {
    long start = index << windowShift;
    return file.map(start, Math.min(window, size - start));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
