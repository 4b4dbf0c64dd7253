package org.kexshot.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file, a block device or a file of {@code /proc}, read by positional reads. Nothing is mapped:
 * resident memory stays bounded whatever the file's size, and a file that shrinks gives an error
 * instead of a signal.
 */
public final class FileRegion implements ByteRegion, Closeable {
  /** Most bytes of one read: into an array, a channel reads by a buffer of its own of that size. */
  private static final int CHUNK = 1 << 17;

  /** {@code S_IFMT} and {@code S_IFIFO}, {@code include/uapi/linux/stat.h}. */
  private static final int FILE_TYPE = 0170000;

  private static final int NAMED_PIPE = 0010000;

  private final String name;
  private final FileChannel channel;
  private final long length;

  private FileRegion(String name, FileChannel channel, long length) {
    this.name = name;
    this.channel = channel;
    this.length = length;
  }

  /**
   * Opens a file for reading.
   *
   * @throws FileSystemException if it is a directory, which could be opened and not read, or a pipe
   */
  public static FileRegion open(Path file) throws IOException {
    return open(file, file.toString());
  }

  /**
   * Opens a file that is not known by its own name; see {@link #open(Path)}.
   *
   * @param name for errors
   */
  public static FileRegion open(Path file, String name) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(name, null, "is a directory; a file expected");
    }
    if (isPipe(file)) {
      throw new FileSystemException(
          name,
          null,
          "is a pipe, and it must be read at any place: write it to a file first; `kexshot import`"
              + " takes a dump from a pipe too");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileRegion(name, channel, lengthOf(channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether it can be read once only, from its beginning on. To open one may wait for a writer. */
  public static boolean isPipe(Path file) throws IOException {
    return Files.exists(file)
        && ((int) Files.getAttribute(file, "unix:mode") & FILE_TYPE) == NAMED_PIPE;
  }

  /**
   * The size that {@code fstat} gives, or where that is 0, as for some devices and files of {@code
   * /proc}, the size found by trying: about 2 log2(size) reads of one byte.
   */
  private static long lengthOf(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size > 0 || !hasByteAt(channel, 0)) {
      return size;
    }
    long present = 0;
    long absent = 1;
    while (absent > 0 && hasByteAt(channel, absent)) {
      present = absent;
      absent <<= 1;
    }
    if (absent <= 0) {
      absent = Long.MAX_VALUE;
    }
    while (absent - present > 1) {
      long middle = present + (absent - present) / 2;
      if (hasByteAt(channel, middle)) {
        present = middle;
      } else {
        absent = middle;
      }
    }
    return present + 1;
  }

  private static boolean hasByteAt(FileChannel channel, long position) {
    try {
      return channel.read(ByteBuffer.allocate(1), position) == 1;
    } catch (IOException e) {
      // A device answers a read beyond its end with EINVAL or EIO: there is no byte either way.
      return false;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void read(long position, ByteBuffer into) throws IOException {
    checkRange(position, into.remaining());
    int limit = into.limit();
    long at = position;
    while (into.position() < limit) {
      if (into.hasArray()) {
        into.limit(Math.min(limit, into.position() + CHUNK));
      }
      int got = readSome(into, at);
      into.limit(limit);
      if (got < 0) {
        throw new TruncatedException(name, at, into.remaining(), at);
      }
      at += got;
    }
  }

  /** The system's own words name no file. */
  private int readSome(ByteBuffer into, long at) throws IOException {
    try {
      return channel.read(into, at);
    } catch (ClosedChannelException closed) {
      throw closed;
    } catch (IOException e) {
      throw new IOException(
          "%s: offset 0x%x: cannot be read: %s".formatted(name, at, e.getMessage()), e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return "%s (%d bytes)".formatted(name, length);
  }
}
