package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.inspect.MemoryRange;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;

/** Present pages lie in the file in ascending order; those that it lacks should follow its end. */
class ExtentMemoryTest implements PhysicalMemoryContract {
  @Override
  public PhysicalMemory open(MemoryModel model) {
    PfnSet present = model.frames(PageState.PRESENT);
    ByteBuffer file = ByteBuffer.allocate((int) present.count() * Page.SIZE);
    List<ExtentMemory.Extent> extents = new ArrayList<>();
    for (long pfn = present.nextIn(0); pfn < present.end(); ) {
      long out = present.nextOut(pfn);
      extents.add(extent(pfn, out, file.position(), PageState.PRESENT));
      for (; pfn < out; pfn++) {
        file.put(model.page(pfn));
      }
      pfn = present.nextIn(out);
    }
    addEach(model.frames(PageState.UNREADABLE), file.limit(), PageState.PRESENT, extents);
    addEach(model.frames(PageState.EXCLUDED), 0, PageState.EXCLUDED, extents);
    return new ExtentMemory(TestRegions.of("test.image", file.flip()), extents);
  }

  /** Pieces of one page with 8 bytes of no RAM and 8 that were left out between them. */
  @Test
  void aFaultReachesAsFarAsIsKnown() throws IOException {
    PhysicalMemory memory =
        new ExtentMemory(
            TestRegions.of("test.image", ByteBuffer.allocate(0x40)),
            List.of(
                new ExtentMemory.Extent(0x1000, 0x1010, 0, PageState.PRESENT),
                new ExtentMemory.Extent(0x1018, 0x1020, 0, PageState.EXCLUDED),
                new ExtentMemory.Extent(0x1020, 0x1050, 0x10, PageState.PRESENT),
                new ExtentMemory.Extent(0x1_0000, 1L << 45, 0, PageState.EXCLUDED)));
    assertThat(gaps(memory, 0x1000, 0x2000))
        .containsExactly("1010-1018 NOT_RAM", "1018-1020 EXCLUDED", "1050-3000 NOT_RAM");
    assertThat(gaps(memory, 0, (1L << 45) + 0x10))
        .containsExactly(
            "0-1000 NOT_RAM",
            "1010-1018 NOT_RAM",
            "1018-1020 EXCLUDED",
            "1050-10000 NOT_RAM",
            "10000-200000000000 EXCLUDED",
            "200000000000-200000000010 NOT_RAM");
  }

  private static List<String> gaps(PhysicalMemory memory, long address, long length)
      throws IOException {
    return MemoryRange.physical(memory, address, length).read().gaps().stream()
        .map(gap -> "%x-%x %s".formatted(gap.address(), gap.address() + gap.length(), gap.reason()))
        .toList();
  }

  private static void addEach(
      PfnSet frames, long position, PageState state, List<ExtentMemory.Extent> extents) {
    for (long pfn = frames.nextIn(0); pfn < frames.end(); pfn = frames.nextIn(pfn + 1)) {
      extents.add(extent(pfn, pfn + 1, position, state));
    }
  }

  private static ExtentMemory.Extent extent(long from, long to, long position, PageState state) {
    return new ExtentMemory.Extent(from << Page.SHIFT, to << Page.SHIFT, position, state);
  }
}
