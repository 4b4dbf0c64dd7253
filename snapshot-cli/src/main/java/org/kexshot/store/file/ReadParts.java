package org.kexshot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Parts of any number of files that are read and not mapped, 16 MiB at most. Any number of threads
 * may use it.
 */
final class ReadParts {
  /** Log2 of a part's bytes. */
  static final int SHIFT = 16;

  private static final int SLOTS = 1 << 8;

  private record Part(StoredFile file, long offset, ByteBuffer bytes) {}

  private final AtomicReferenceArray<Part> kept = new AtomicReferenceArray<>(SLOTS);

  /** Reads a part, unless it is here. */
  ByteBuffer part(StoredFile file, long offset, long length) throws IOException {
    int slot = (int) (System.identityHashCode(file) * 31L + (offset >>> SHIFT) & SLOTS - 1);
    Part part = kept.get(slot);
    if (part == null || part.file != file || part.offset != offset) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
      file.read(offset, bytes);
      part = new Part(file, offset, bytes.clear());
      kept.set(slot, part);
    }
    return part.bytes;
  }
}
