package org.kexshot.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

public class BufferedMemoryTest implements PhysicalMemoryContract {
  /** Pages copied one behind the other, and those of zeros noted, as the program does it. */
  public static BufferedMemory copyOf(MemoryModel model) {
    PfnSet copied = model.frames(PageState.PRESENT);
    PfnSet zeros = new PfnSet(model.endPfn());
    ByteBuffer pages = ByteBuffer.allocate((int) copied.count() * Page.SIZE);
    for (long pfn = copied.nextIn(0); pfn < copied.end(); pfn = copied.nextIn(pfn + 1)) {
      if (model.isZero(pfn)) {
        zeros.add(pfn);
      } else {
        pages.put(model.page(pfn));
      }
    }
    copied.removeAll(zeros);
    return new BufferedMemory(
        model.ram(), copied, zeros, (offset, length) -> pages.slice((int) offset, length));
  }

  @Override
  public PhysicalMemory open(MemoryModel model) {
    return copyOf(model);
  }

  /** The program copies all that is RAM but what it leaves out. */
  @Override
  public Set<PageState> absences() {
    return Set.of(PageState.EXCLUDED);
  }

  /** It looks through bitmaps of all frames. */
  @Override
  public long addressLimit() {
    return 1L << 40;
  }

  @Test
  void pagesAreCounted() {
    MemoryModel model = MemoryModel.random(1, absences(), new PhysicalRange(0, 0x10_0000));
    BufferedMemory memory = copyOf(model);
    long zeros = 0;
    for (long pfn = 0; pfn < 0x100; pfn++) {
      zeros += model.isZero(pfn) ? 1 : 0;
    }
    assertThat(memory.zeroCount()).isEqualTo(zeros).isPositive();
    assertThat(memory.copiedCount() + zeros).isEqualTo(model.frames(PageState.PRESENT).count());
  }
}
