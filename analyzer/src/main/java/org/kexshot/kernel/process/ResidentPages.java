package org.kexshot.kernel.process;

import java.io.IOException;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.types.KernelType;

/**
 * Counts the pages of a process that are in RAM, as {@code get_mm_rss} does: what each processor
 * has not yet added to the process's own counters is missing, some ten pages each. Source: {@code
 * include/linux/mm.h}, {@code include/linux/mm_types_task.h}.
 */
final class ResidentPages {
  /** {@code MM_FILEPAGES}, {@code MM_ANONPAGES} and {@code MM_SHMEMPAGES}; 2 is swapped out. */
  private static final int[] IN_RAM = {0, 1, 3};

  private ResidentPages() {}

  /** Those of an {@code mm_struct}. */
  static long of(KernelStruct memory) throws IOException {
    // An array of per-cpu counters since 6.2, commit f1a7941243c1.
    String counters = memory.has("rss_stat.count") ? "rss_stat.count" : "rss_stat";
    KernelType counter = memory.member(counters).type().element();
    long start = memory.addressOf(counters);
    long pages = 0;
    for (int kind : IN_RAM) {
      KernelStruct one = new KernelStruct(memory.memory(), counter, start + kind * counter.size());
      pages += Math.max(0, one.number(one.has("counter") ? "counter" : "count"));
    }
    return pages;
  }
}
