package org.kexshot.compress;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Bits of a stream, the highest of each byte first. */
final class Bzip2Bits implements Closeable {
  private final InputStream in;
  private int held;
  private int count;

  Bzip2Bits(InputStream in) {
    this.in = in;
  }

  /**
   * The next bits, the first of them the highest.
   *
   * @param wanted 24 at most
   * @throws EOFException if there are fewer
   */
  int read(int wanted) throws IOException {
    while (count < wanted) {
      int value = in.read();
      if (value < 0) {
        throw new EOFException("the stream is cut off");
      }
      held = held << 8 | value;
      count += 8;
    }
    count -= wanted;
    return held >>> count & (1 << wanted) - 1;
  }

  /** Passes over what is left of a byte. */
  void toByte() {
    count -= count % 8;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
