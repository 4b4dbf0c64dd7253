package org.kexshot.format.open;

import java.io.IOException;
import java.io.InputStream;

/**
 * A buffered stream that knows how far it was read, lets its next bytes be looked at, and says that
 * it has bytes until it has none: a reader of gzip takes a pipe that is empty for the moment for
 * one that ended, and passes over what comes next.
 */
final class CountedStream extends InputStream {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private int marked;
  private long before;

  CountedStream(InputStream in) {
    this.in = in;
  }

  /** Bytes that were read. */
  long position() {
    return before + at;
  }

  /** The next four bytes, big-endian; zeros behind the end. */
  int peek() throws IOException {
    fill(Integer.BYTES);
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << Byte.SIZE | (at + i < end ? buffer[at + i] & 0xff : 0);
    }
    return value;
  }

  /** Buffers so many bytes, if there are. */
  private void fill(int wanted) throws IOException {
    if (end - at >= wanted) {
      return;
    }
    System.arraycopy(buffer, at, buffer, 0, end - at);
    before += at;
    marked -= at;
    end -= at;
    at = 0;
    int count = 0;
    while (end < wanted && (count = in.read(buffer, end, buffer.length - end)) >= 0) {
      end += count;
    }
  }

  @Override
  public int read() throws IOException {
    fill(1);
    return at < end ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    fill(1);
    int count = Math.min(length, end - at);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(buffer, at, into, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    fill(1);
    return end - at;
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  /** For the few bytes that {@link #peek} would show. */
  @Override
  public synchronized void mark(int limit) {
    try {
      fill(Integer.BYTES);
    } catch (IOException failsAgainWhenRead) {
      marked = at;
      return;
    }
    marked = at;
  }

  @Override
  public synchronized void reset() throws IOException {
    if (marked < 0) {
      throw new IOException("the mark is too far back");
    }
    at = marked;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
