package org.kexshot.diff.symbol;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;

/**
 * Tells words of two boots that differ only in where things lie. The kernel itself is moved as a
 * whole ({@code kernel_randomize_memory} and {@code choose_random_location}), so that an address in
 * it is the same if it moved as far; what the kernel allocates lies where each boot has it.
 *
 * @param begin where the first image's kernel begins
 * @param end one past its last byte
 * @param distance by how much the second image's kernel lies higher
 * @param wide whether addresses are of 64 bits, so that no number is taken for one
 */
record MovedAddresses(long begin, long end, long distance, boolean wide) {
  /** Where the kernel's half of a space begins, of 57 bits as of 48. */
  private static final long KERNEL_HALF = 0xff00_0000_0000_0000L;

  /** Error numbers and small negative ones are no addresses. */
  private static final long LARGEST_ERROR = -4096;

  /** Knows of none. */
  static final MovedAddresses NONE = new MovedAddresses(0, 0, 0, false);

  /**
   * Those of two images.
   *
   * @throws IOException if an image's symbols cannot be read
   */
  static MovedAddresses between(KernelImage first, KernelImage second) throws IOException {
    OptionalLong before = first.symbols().findFunction("_text");
    OptionalLong after = second.symbols().findFunction("_text");
    OptionalLong end = first.symbols().findData("_end");
    boolean wide = second.architecture().pointerSize() == Long.BYTES;
    return before.isEmpty() || after.isEmpty() || end.isEmpty()
        ? new MovedAddresses(0, 0, 0, wide)
        : new MovedAddresses(
            before.getAsLong(), end.getAsLong(), after.getAsLong() - before.getAsLong(), wide);
  }

  /** Whether two words of a pointer's size are addresses that may stand for the same. */
  boolean mayBeSame(long before, long after) {
    boolean ofKernel = before - begin >= 0 && before - end < 0;
    if (ofKernel) {
      return after - before == distance;
    }
    boolean ofOther = after - distance - begin >= 0 && after - distance - end < 0;
    return wide && !ofOther && isAllocated(before) && isAllocated(after);
  }

  private static boolean isAllocated(long word) {
    return Long.compareUnsigned(word, KERNEL_HALF) >= 0
        && Long.compareUnsigned(word, LARGEST_ERROR) < 0;
  }
}
