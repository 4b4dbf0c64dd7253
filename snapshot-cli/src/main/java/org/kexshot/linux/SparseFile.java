package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.FileRegion;

/**
 * A file of which the kernel is asked where its holes are ({@code lseek} with {@code SEEK_DATA} and
 * {@code SEEK_HOLE}), so that a file of tebibytes that holds little is not read through. Files that
 * are read in a moment are not asked about, nor are those of file systems and devices that do not
 * know: they are all data.
 */
public final class SparseFile implements ByteRegion, Closeable {
  /** Below, reading zeros takes less than a second. */
  private static final long LARGE = 1L << 30;

  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 02000000;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final int ENXIO = 6;

  private final FileRegion file;
  private final String path;

  /** For the position alone; -1 until it is needed. */
  private int descriptor = -1;

  private SparseFile(FileRegion file, String path) {
    this.file = file;
    this.path = path;
  }

  /** Opens a file for reading. */
  public static SparseFile open(Path path) throws IOException {
    return open(path, path.toString());
  }

  /**
   * Opens a file that is not known by its own name.
   *
   * @param name for errors
   */
  public static SparseFile open(Path path, String name) throws IOException {
    return new SparseFile(FileRegion.open(path, name), path.toString());
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long length() {
    return file.length();
  }

  @Override
  public void read(long position, ByteBuffer into) throws IOException {
    file.read(position, into);
  }

  @Override
  public long nextData(long position) throws IOException {
    return position < length() && length() > LARGE
        ? Math.min(length(), seek(position, SEEK_DATA, position))
        : Math.min(position, length());
  }

  @Override
  public long dataEnd(long position) throws IOException {
    return position < length() && length() > LARGE
        ? Math.min(length(), seek(position, SEEK_HOLE, length()))
        : Math.max(position, length());
  }

  /** Bytes that are known to be zero. Cost: two questions a hole. */
  public long holeBytes() throws IOException {
    long bytes = 0;
    for (long at = 0; at < length(); ) {
      long data = nextData(at);
      bytes += data - at;
      at = dataEnd(data);
    }
    return bytes;
  }

  /**
   * @param unknown what to answer where the kernel does not know
   */
  private synchronized long seek(long position, int whence, long unknown) throws IOException {
    try {
      if (descriptor < 0) {
        descriptor = LibC.INSTANCE.open(path, O_RDONLY | O_CLOEXEC, 0);
      }
      return LibC.INSTANCE.lseek64(descriptor, position, whence);
    } catch (LastErrorException e) {
      // There is no data behind the position.
      return e.getErrorCode() == ENXIO && whence == SEEK_DATA ? length() : unknown;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (descriptor >= 0) {
      LibC.INSTANCE.close(descriptor);
      descriptor = -1;
    }
    file.close();
  }
}
