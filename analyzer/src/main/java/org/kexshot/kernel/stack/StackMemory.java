package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.memory.VirtualMemory;

/**
 * A thread's kernel stack as memory, read once; what lies outside it is never read as a part of it.
 *
 * @param start lowest address
 * @param bytes all of it
 * @param wordSize 4 or 8
 */
record StackMemory(long start, byte[] bytes, int wordSize) {

  static StackMemory read(KernelImage image, KernelStruct task) throws IOException {
    VirtualMemory memory = image.memory();
    long start = task.pointer("stack");
    return new StackMemory(start, memory.readBytes(start, (int) size(image)), memory.pointerSize());
  }

  /**
   * {@code THREAD_SIZE}: of the first task's own stack, which is a symbol, if what follows it
   * leaves no gap; else what x86 has without KASAN ({@code page_32_types.h}, {@code
   * page_64_types.h}).
   */
  private static long size(KernelImage image) throws IOException {
    int stack = image.symbols().indexOfData("init_stack");
    long size = stack < 0 ? 0 : image.symbols().size(stack);
    if (size >= 2 * Page.SIZE && size <= 16 * Page.SIZE && Long.bitCount(size) == 1) {
      return size;
    }
    return image.architecture() == Architecture.I386 ? 2 * Page.SIZE : 4 * Page.SIZE;
  }

  long end() {
    return start + bytes.length;
  }

  /** The word at an address; empty if it does not lie on this stack. */
  OptionalLong word(long address) {
    long at = address - start;
    if (at < 0 || at > bytes.length - wordSize) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = wordSize - 1; i >= 0; i--) {
      value = value << 8 | bytes[(int) at + i] & 0xff;
    }
    return OptionalLong.of(value);
  }
}
