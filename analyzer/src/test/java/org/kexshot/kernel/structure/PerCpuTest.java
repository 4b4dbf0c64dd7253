package org.kexshot.kernel.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;

/** A table with room for 64 processors, of which two are there. */
class PerCpuTest {
  private static final int ROOM = 64;

  private final FakeKernel kernel = new FakeKernel();

  private PerCpu processors(long claimed) throws IOException {
    long table = kernel.allocate(4 * ROOM);
    for (int i = 0; i < ROOM; i++) {
      // As the table is built, all have what the first processor has until it is set up.
      kernel.number(table + 4L * i, i < 2 ? 0x1000 * (i + 1) : 0x9000, 4);
    }
    long count = kernel.allocate(4);
    kernel.number(count, claimed, 4);
    kernel.symbol("__per_cpu_offset", table).symbol("nr_cpu_ids", count);
    return new PerCpu(kernel.open());
  }

  @Test
  void thoseThatAreThereAreCounted() throws Exception {
    PerCpu processors = processors(2);
    assertThat(processors.count()).isEqualTo(2);
    assertThat(processors.address(0x10, 1)).isEqualTo(0x2010);
  }

  /** Each reader asks all processors, so that 64 that are not there cost 64 times as much. */
  @Test
  void thoseThatHaveNoMemoryOfTheirOwnAreNone() throws Exception {
    assertThat(processors(ROOM).count()).isEqualTo(3);
  }
}
