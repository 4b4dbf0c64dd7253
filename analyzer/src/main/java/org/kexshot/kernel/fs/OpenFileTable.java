package org.kexshot.kernel.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.memory.VirtualMemory;

/** Walks the file descriptors of processes. */
public final class OpenFileTable {
  /** {@code NR_OPEN_MAX} of 64-bit kernels is higher, but no table is larger. */
  private static final long MAX_DESCRIPTORS = 1 << 24;

  private static final int CHUNK = 1024;

  private final KernelImage image;
  private final Problems problems;

  public OpenFileTable(KernelImage image, Problems problems) {
    this.image = image;
    this.problems = problems;
  }

  /** What to do with a descriptor. */
  public interface Visitor {
    void visit(int descriptor, KernelStruct file) throws IOException;
  }

  /** Visits a process's open files in order of their descriptors. */
  public void forEach(KernelStruct leader, Visitor visitor) throws IOException {
    Optional<KernelStruct> files = leader.follow("files");
    if (files.isEmpty()) {
      return;
    }
    Optional<KernelStruct> table = files.get().follow("fdt");
    if (table.isEmpty()) {
      return;
    }
    long count = table.get().number("max_fds");
    if (count > MAX_DESCRIPTORS) {
      problems.add(
          "the descriptor table at 0x%x claims %d descriptors", table.get().address(), count);
      return;
    }
    long array = table.get().pointer("fd");
    VirtualMemory memory = image.memory();
    int word = memory.pointerSize();
    for (int from = 0; from < count && !problems.areTooMany(); from += CHUNK) {
      int length = (int) Math.min(CHUNK, count - from);
      ByteBuffer pointers =
          ByteBuffer.wrap(memory.readBytes(array + (long) from * word, length * word))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < length; i++) {
        long file =
            word == 4 ? Integer.toUnsignedLong(pointers.getInt(4 * i)) : pointers.getLong(8 * i);
        if (file != 0) {
          visitOne(from + i, file, visitor);
        }
      }
    }
  }

  private void visitOne(int descriptor, long file, Visitor visitor) {
    try {
      visitor.visit(descriptor, image.struct("file", file));
    } catch (IOException fault) {
      problems.add("file descriptor %d: %s", descriptor, fault.getMessage());
    }
  }
}
