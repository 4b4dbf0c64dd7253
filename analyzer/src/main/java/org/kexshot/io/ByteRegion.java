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
