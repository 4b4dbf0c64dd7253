package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One virtual address space of the imaged machine: the kernel's, or a process's. Values are
 * little-endian, as on every architecture supported.
 */
public interface VirtualMemory {
  /** Bytes that a program makes an array of without a thought. */
  int LONG = 1 << 20;

  /**
   * Reads bytes at a virtual address. The range may cross pages.
   *
   * @throws MemoryFault if a page of it is not mapped or its frame not present; the fault carries
   *     the virtual address
   * @throws IOException if the underlying file fails or is corrupt
   */
  void read(long virtualAddress, byte[] into, int offset, int length) throws IOException;

  /**
   * Fills {@code into} from its position to its limit, for long reads: an implementation whose
   * bytes lie in a file overrides this to read them without an array between.
   *
   * @throws MemoryFault as {@link #read(long, byte[], int, int)} does
   */
  default void read(long virtualAddress, ByteBuffer into) throws IOException {
    into.put(readBytes(virtualAddress, into.remaining()));
  }

  /** Size in bytes of a pointer in this address space: 4 or 8. */
  int pointerSize();

  /**
   * Reads bytes into an array of their own. What is longer than {@link #LONG} is only made if its
   * last byte is there, since the length may come from the image.
   *
   * @throws MemoryFault as {@link #read(long, byte[], int, int)} does, or if the length is negative
   */
  default byte[] readBytes(long virtualAddress, int length) throws IOException {
    if (length < 0) {
      throw new MemoryFault(
          "virtual",
          virtualAddress,
          PageState.NOT_RAM,
          "%d bytes cannot be read".formatted(length));
    }
    if (length > LONG) {
      read(virtualAddress + length - 1, new byte[1], 0, 1);
    }
    byte[] bytes = new byte[length];
    read(virtualAddress, bytes, 0, length);
    return bytes;
  }

  default int readU8(long virtualAddress) throws IOException {
    return Byte.toUnsignedInt(readBytes(virtualAddress, 1)[0]);
  }

  default int readU16(long virtualAddress) throws IOException {
    return Short.toUnsignedInt(little(virtualAddress, 2).getShort(0));
  }

  default long readU32(long virtualAddress) throws IOException {
    return Integer.toUnsignedLong(little(virtualAddress, 4).getInt(0));
  }

  default int readS32(long virtualAddress) throws IOException {
    return little(virtualAddress, 4).getInt(0);
  }

  default long readU64(long virtualAddress) throws IOException {
    return little(virtualAddress, 8).getLong(0);
  }

  /** A pointer or {@code unsigned long}, widened without sign. */
  default long readPointer(long virtualAddress) throws IOException {
    return pointerSize() == 4 ? readU32(virtualAddress) : readU64(virtualAddress);
  }

  /**
   * A NUL-terminated string of at most {@code limit} bytes read as UTF-8. Reads no further than the
   * page that holds the terminator.
   */
  default String readString(long virtualAddress, int limit) throws IOException {
    byte[] bytes = new byte[limit];
    int length = 0;
    while (length < limit) {
      int toPageEnd = 4096 - (int) ((virtualAddress + length) & 4095);
      int chunk = Math.min(toPageEnd, limit - length);
      read(virtualAddress + length, bytes, length, chunk);
      for (int i = length; i < length + chunk; i++) {
        if (bytes[i] == 0) {
          return new String(bytes, 0, i, StandardCharsets.UTF_8);
        }
      }
      length += chunk;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private ByteBuffer little(long virtualAddress, int length) throws IOException {
    return ByteBuffer.wrap(readBytes(virtualAddress, length)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
