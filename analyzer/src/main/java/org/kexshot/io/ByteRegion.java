package org.kexshot.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A run of bytes with a name and a length, read by position. Implementations keep no current
 * position, so several threads may read at once.
 */
public interface ByteRegion {
  /** What errors call it: the file as the user named it, or a part of it. */
  String name();

  /** Length in bytes. */
  long length();

  /**
   * Fills {@code into} from its position to its limit.
   *
   * @throws TruncatedException if the region ends before; {@code into} may be filled in part
   */
  void read(long position, ByteBuffer into) throws IOException;

  /** Reads {@code length} bytes into an array. */
  default void read(long position, byte[] into, int offset, int length) throws IOException {
    read(position, ByteBuffer.wrap(into, offset, length));
  }

  /**
   * Reads a small structure; the buffer starts at 0 and is little-endian. The region's length is
   * looked at before anything is allocated.
   */
  default ByteBuffer little(long position, int length) throws IOException {
    checkRange(position, length);
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    read(position, bytes);
    return bytes.flip();
  }

  /** As {@link #little}, in network byte order. */
  default ByteBuffer big(long position, int length) throws IOException {
    return little(position, length).order(ByteOrder.BIG_ENDIAN);
  }

  /** The part of {@code length} bytes from {@code position}, under a name of its own. */
  default ByteRegion slice(String name, long position, long length) throws IOException {
    checkRange(position, length);
    return new SlicedRegion(this, name, position, length);
  }

  /**
   * Where the bytes end that are there without a gap from {@code position} on: {@code position}
   * itself if nothing is there. Only some regions have gaps, such as a stream that lost records.
   */
  default long presentEnd(long position) {
    return Math.max(position, length());
  }

  /** The first byte that is there at or after {@code position}, or {@link #length} if none is. */
  default long nextPresent(long position) {
    return Math.min(position, length());
  }

  /**
   * The first byte at or after {@code position} that may be other than zero, or {@link #length} if
   * there is none: what lies before it need not be read. Only sparse files know more than {@code
   * position} itself.
   */
  default long nextData(long position) throws IOException {
    return Math.min(position, length());
  }

  /**
   * Where a stretch of bytes ends of which nothing is known, from a {@link #nextData} on; what
   * follows is zeros, or the end.
   */
  default long dataEnd(long position) throws IOException {
    return Math.max(position, length());
  }

  /** Whether every byte of a range is there. */
  default boolean holds(long position, long length) {
    return position >= 0
        && length >= 0
        && position <= length()
        && length <= presentEnd(position) - position;
  }

  /**
   * Checks that a range lies inside.
   *
   * @throws TruncatedException if it does not
   */
  default void checkRange(long position, long length) throws TruncatedException {
    if (position < 0 || length < 0 || length > length() || position > length() - length) {
      throw new TruncatedException(name(), position, length, length());
    }
  }
}
