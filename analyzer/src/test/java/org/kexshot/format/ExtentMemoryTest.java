package org.kexshot.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
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
