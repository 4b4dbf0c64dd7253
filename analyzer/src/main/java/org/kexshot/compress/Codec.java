package org.kexshot.compress;

import java.io.Closeable;
import java.util.zip.DataFormatException;

/** Packs bytes and unpacks them again, each time as a whole. For one thread at a time. */
public interface Codec extends Closeable {
  /** How many bytes {@code length} bytes are packed at most. */
  int packedBound(int length);

  /**
   * Packs bytes.
   *
   * @param into has room for {@link #packedBound} of the length from {@code at}
   * @return how many bytes they are packed
   * @throws IndexOutOfBoundsException if there is less room
   */
  int pack(byte[] bytes, int offset, int length, byte[] into, int at);

  /**
   * Unpacks bytes.
   *
   * @param room how many bytes may be written to {@code into} from {@code at}
   * @return how many bytes they are unpacked
   * @throws DataFormatException if they do not unpack, or to more than there is room for
   */
  int unpack(byte[] packed, int offset, int length, byte[] into, int at, int room)
      throws DataFormatException;

  /** Gives back what it holds outside of Java's heap once it has packed. */
  @Override
  void close();
}
