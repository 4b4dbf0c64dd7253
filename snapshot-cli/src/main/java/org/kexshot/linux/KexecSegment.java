package org.kexshot.linux;

import java.nio.ByteBuffer;

/**
 * One {@code struct kexec_segment}: bytes and the physical range that they are to be found in when
 * the image is entered. What of the range the bytes do not fill is zero.
 *
 * @param bytes a direct buffer, position to limit; may be empty
 * @param address physical address, a multiple of the page size
 * @param memorySize bytes of the range, a multiple of the page size, at least the buffer's
 */
public record KexecSegment(ByteBuffer bytes, long address, long memorySize) {
  public KexecSegment {
    if (!bytes.isDirect()) {
      throw new IllegalArgumentException("the kernel reads segments from direct buffers only");
    }
    if ((address & 4095) != 0 || (memorySize & 4095) != 0 || bytes.remaining() > memorySize) {
      throw new IllegalArgumentException(
          "segment of %d bytes at 0x%x, %d bytes of memory: page multiples that hold it expected"
              .formatted(bytes.remaining(), address, memorySize));
    }
  }

  /** One past the last byte of the range. */
  public long end() {
    return address + memorySize;
  }
}
