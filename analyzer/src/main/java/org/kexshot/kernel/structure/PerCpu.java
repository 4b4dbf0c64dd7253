package org.kexshot.kernel.structure;

import java.io.IOException;
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

  /** Reads the offsets of the processors that can ever be there; one of zero without SMP. */
  public PerCpu(KernelImage image) throws IOException {
    this.mask = image.memory().pointerSize() == 4 ? 0xffff_ffffL : -1;
    OptionalLong table = image.symbols().find("__per_cpu_offset");
    OptionalLong count = image.symbols().find("nr_cpu_ids");
    if (table.isEmpty()) {
      this.offsets = new long[1];
      return;
    }
    long processors = count.isPresent() ? image.memory().readU32(count.getAsLong()) : 1;
    this.offsets = new long[(int) Math.min(processors, MAX_PROCESSORS)];
    int word = image.memory().pointerSize();
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = image.memory().readPointer(table.getAsLong() + (long) i * word);
    }
  }

  /** Number of processors that can ever be there. */
  public int count() {
    return offsets.length;
  }

  /** The address of a processor's copy. */
  public long address(long perCpuPointer, int processor) {
    return perCpuPointer + offsets[processor] & mask;
  }
}
