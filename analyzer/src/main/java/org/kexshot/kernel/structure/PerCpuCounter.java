package org.kexshot.kernel.structure;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.memory.VirtualMemory;

/**
 * A count of which each processor keeps a part that it has not added up yet: {@code struct
 * percpu_counter}. Source: {@code lib/percpu_counter.c}, {@code percpu_counter_sum}.
 */
public final class PerCpuCounter {
  private static final FactReader<PerCpu> PROCESSORS = PerCpu::new;

  private PerCpuCounter() {}

  /**
   * The exact value. Cost: a read for each processor.
   *
   * @param counter a {@code struct percpu_counter}
   * @return 0 where processors took more off than was added, as the kernel shows it
   */
  public static long sum(KernelImage image, KernelStruct counter) throws IOException {
    long sum = counter.number("count");
    // Without SMP there is the count alone.
    Optional<KernelStruct> parts =
        counter.has("counters") ? counter.follow("counters") : Optional.empty();
    if (parts.isPresent()) {
      PerCpu processors = image.once(PROCESSORS);
      VirtualMemory memory = image.memory();
      for (int i = 0; i < processors.count(); i++) {
        sum += (int) memory.readU32(processors.address(parts.get().address(), i));
      }
    }
    return Math.max(sum, 0);
  }
}
