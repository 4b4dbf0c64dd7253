package org.kexshot.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.DumpFormatException;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

class MemoryComparisonTest {
  /** Two pages, of which the second is found corrupt when it is read. */
  private static final class HalfCorrupt implements PhysicalMemory {
    @Override
    public List<PhysicalRange> ram() {
      return List.of(new PhysicalRange(0, 2 << 12));
    }

    @Override
    public PageState state(long pfn) {
      return pfn < 2 ? PageState.PRESENT : PageState.NOT_RAM;
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) throws IOException {
      if (address >= 1 << 12) {
        throw new DumpFormatException("a.dump", 7, "corrupt");
      }
    }
  }

  @Test
  void aCorruptPageIsOneThatCannotBeReadAndEndsNothing() throws IOException {
    FakePhysicalMemory other = new FakePhysicalMemory(2 << 12);
    other.write(0, new byte[2 << 12]);
    List<String> runs = new ArrayList<>();
    new MemoryComparison(new HalfCorrupt(), other)
        .forEachRun((change, frame, count) -> runs.add("%s %d+%d".formatted(change, frame, count)));
    assertThat(runs).containsExactly("SAME 0+1", "APPEARED 1+1");
  }
}
