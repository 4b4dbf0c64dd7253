package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;

class AnonymousMemoryTest {
  private final FakeKernel kernel = new FakeKernel();

  private long task(long memory) throws IOException {
    kernel.define("task_struct", "mm: *mm_struct");
    long task = kernel.allocate("task_struct");
    kernel.set(task, "task_struct", "mm", memory);
    return task;
  }

  /** Pages of files, anonymous ones, swapped ones and shared ones: 1, 20, 300 and 4,000. */
  @Test
  void isWhatAProcessAloneHolds() throws IOException {
    kernel
        .define("atomic_long_t", "counter: int")
        .define("mm_rss_stat", "count: atomic_long_t[4]")
        .define("mm_struct", "rss_stat: mm_rss_stat");
    long memory = kernel.allocate("mm_struct");
    for (int i = 0; i < 4; i++) {
      kernel.number(memory + 4 * i, new int[] {1, 20, 300, 4000}[i], 4);
    }
    long task = task(memory);
    assertThat(AnonymousMemory.pages(kernel.open(), task)).hasValue(320);
  }

  @Test
  void laterKernelsCountOnEachProcessor() throws IOException {
    kernel
        .define("percpu_counter", "count: long long")
        .define("mm_struct", "rss_stat: percpu_counter[4]");
    long memory = kernel.allocate("mm_struct");
    for (int i = 0; i < 4; i++) {
      kernel.number(memory + 8 * i, new int[] {1, 20, 300, 4000}[i], 8);
    }
    long task = task(memory);
    assertThat(AnonymousMemory.pages(kernel.open(), task)).hasValue(320);
  }

  @Test
  void aKernelThreadHasNone() throws IOException {
    kernel.define("mm_struct", "pgd: *int");
    long task = task(0);
    assertThat(AnonymousMemory.pages(kernel.open(), task)).isEmpty();
  }
}
