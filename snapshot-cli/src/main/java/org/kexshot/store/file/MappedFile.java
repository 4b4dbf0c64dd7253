package org.kexshot.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A write-once file read through maps of at most 64 MiB, made when first touched, so that a 32-bit
 * process's address space bears it. All numbers in repository files are little-endian. Any number
 * of threads may read.
 */
public final class MappedFile implements Closeable {
  private static final int WINDOW_SHIFT = 26;
  private static final long WINDOW = 1L << WINDOW_SHIFT;

  private final StoredFile file;
  private final long size;
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
    this.windows =
        new AtomicReferenceArray<>(Math.toIntExact((size + WINDOW - 1) >>> WINDOW_SHIFT));
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
    return window(offset).getLong((int) (offset & (WINDOW - 1)));
  }

  /** Four bytes at an offset that is a multiple of four. */
  public int intAt(long offset) throws IOException {
    return window(offset).getInt((int) (offset & (WINDOW - 1)));
  }

  /** Reads bytes past the maps, for what is read once. */
  public void read(long offset, ByteBuffer into) throws IOException {
    file.read(offset, into);
  }

  private ByteBuffer window(long offset) throws IOException {
    int index = (int) (offset >>> WINDOW_SHIFT);
    if (offset < 0 || index >= windows.length()) {
      throw RepositoryException.corrupt(
          path(), "ends at %d, expected data at offset %d".formatted(size, offset));
    }
    ByteBuffer window = windows.get(index);
    if (window == null) {
      long start = (long) index << WINDOW_SHIFT;
      window = file.map(start, Math.min(WINDOW, size - start)).order(ByteOrder.LITTLE_ENDIAN);
      windows.set(index, window);
    }
    return window;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
