package org.kexshot.capture.live;

import org.kexshot.address.PfnSet;
import org.kexshot.memory.BufferedMemoryTest;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;

/** Half of the pages were read early, and half are read from what stands for the machine. */
class LiveImageTest implements PhysicalMemoryContract {
  @Override
  public PhysicalMemory open(MemoryModel model) {
    PfnSet present = model.frames(PageState.PRESENT);
    PfnSet wanted = present.copy();
    wanted.addAll(model.frames(PageState.UNREADABLE));
    PfnSet early = new PfnSet(model.endPfn());
    for (long pfn = present.nextIn(0); pfn < present.end(); pfn = present.nextIn(pfn + 1)) {
      if (pfn % 2 == 0) {
        early.add(pfn);
      }
    }
    return new LiveImage(model, wanted, present, early, BufferedMemoryTest.copyOf(model));
  }

  /** What was read early has bitmaps of all frames. */
  @Override
  public long addressLimit() {
    return 1L << 40;
  }
}
