package org.kexshot.kernel.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;

class PerCpuCounterTest {
  private final FakeKernel kernel = new FakeKernel();

  private long sum(String struct, long counter) throws IOException {
    KernelImage image = kernel.open();
    return PerCpuCounter.sum(image, image.struct(struct, counter));
  }

  /** Two processors, one of which took off what the other counts. */
  private long counter(long count, int first, int second) throws IOException {
    kernel.define("percpu_counter", "count: long long", "counters: *int");
    long parts = kernel.allocate(32);
    kernel.number(parts, first, 4);
    kernel.number(parts + 16, second, 4);
    long offsets = kernel.allocate(8);
    kernel.number(offsets + 4, 16, 4);
    long processors = kernel.allocate(4);
    kernel.number(processors, 2, 4);
    kernel.symbol("__per_cpu_offset", offsets).symbol("nr_cpu_ids", processors);
    long counter = kernel.allocate("percpu_counter");
    kernel.set(counter, "percpu_counter", "count", count);
    kernel.set(counter, "percpu_counter", "counters", parts);
    return counter;
  }

  @Test
  void addsWhatProcessorsHaveNotAddedYet() throws IOException {
    assertThat(sum("percpu_counter", counter(100, 7, -3))).isEqualTo(104);
  }

  @Test
  void isNeverNegative() throws IOException {
    assertThat(sum("percpu_counter", counter(1, -7, 3))).isZero();
  }

  @Test
  void withoutSmpThereIsTheCountAlone() throws IOException {
    kernel.define("lone_counter", "count: long long");
    long counter = kernel.allocate("lone_counter");
    kernel.set(counter, "lone_counter", "count", 42);
    assertThat(sum("lone_counter", counter)).isEqualTo(42);
  }
}
