package org.kexshot.kernel.structure;

import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;

/**
 * Where each processor's copy of per-cpu variables lies. Source: {@code
 * include/linux/percpu-defs.h}.
 */
public final class PerCpu {
  private static final int MAX_PROCESSORS = 1 << 13;

  private final long mask;
  private final long[] offsets;

  /**
   * Reads the offsets of the processors that can ever be there; one of zero without SMP. Each has
   * memory of its own, so those at the end that claim another's are none: the rest of the table
   * holds one and the same.
   */
  public PerCpu(KernelImage image) throws IOException {
    this.mask = image.memory().pointerSize() == 4 ? 0xffff_ffffL : -1;
    OptionalLong table = image.symbols().findData("__per_cpu_offset");
    OptionalLong count = image.symbols().findData("nr_cpu_ids");
    if (table.isEmpty()) {
      this.offsets = new long[1];
      return;
    }
    long processors = count.isPresent() ? image.memory().readU32(count.getAsLong()) : 1;
    long[] claimed = new long[(int) Math.min(processors, MAX_PROCESSORS)];
    AddressSet distinct = new AddressSet();
    int there = 0;
    int word = image.memory().pointerSize();
    for (int i = 0; i < claimed.length; i++) {
      claimed[i] = image.memory().readPointer(table.getAsLong() + (long) i * word);
      if (distinct.add(claimed[i]) || i == 0) {
        there = i + 1;
      }
    }
    this.offsets = Arrays.copyOf(claimed, there);
  }

  /** Number of processors that can ever be there. */
  public int count() {
    return offsets.length;
  }

  /** The address of a processor's copy. */
  public long address(long perCpuPointer, int processor) {
    return perCpuPointer + offsets[processor] & mask;
  }

  /** The per-cpu pointer to an address in a processor's copy: the way back of {@link #address}. */
  public long pointer(long address, int processor) {
    return address - offsets[processor] & mask;
  }
}
