package org.kexshot.owner.bytes;

import java.io.IOException;

/** The owners of the bytes of one page frame. */
@FunctionalInterface
public interface FrameBytes {
  /**
   * The owner of a byte.
   *
   * @param offset of the byte in the frame
   * @return the range of bytes around it that have one owner
   */
  ByteOwner at(int offset) throws IOException;
}
