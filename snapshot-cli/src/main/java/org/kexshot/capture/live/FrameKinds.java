package org.kexshot.capture.live;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;

/**
 * What each frame of RAM is used for, at one look at the page descriptors. Takes five bits a frame.
 *
 * @param wanted what the dump level keeps
 * @param kernel what is the kernel's own
 * @param noCache what is no page cache
 * @param noUser what is no memory of processes
 * @param used what is not free
 */
record FrameKinds(PageSelection wanted, PfnSet kernel, PfnSet noCache, PfnSet noUser, PfnSet used) {
  private static final DumpLevel CACHE = new DumpLevel(4);
  private static final DumpLevel USER = new DumpLevel(8);
  private static final DumpLevel FREE = new DumpLevel(16);

  /**
   * How frames differ between two looks.
   *
   * @param freed frames that were in use and are free
   * @param taken frames that were free and are in use
   * @param otherwise frames that are in use for something of another kind
   */
  record Changes(long freed, long taken, long otherwise) {}

  /**
   * Looks. Reads each page descriptor once, by all processors.
   *
   * @param level decides what is wanted
   */
  static FrameKinds look(LiveMachine machine, DumpLevel level) throws IOException {
    List<PageSelection> found =
        PageFilter.select(
            machine.memory(),
            machine.memory().ramFrames(),
            machine.core(),
            machine.vmcoreinfo(),
            List.of(level, DumpLevel.KERNEL, CACHE, USER, FREE),
            Runtime.getRuntime().availableProcessors());
    return new FrameKinds(
        found.get(0),
        found.get(1).kept(),
        found.get(2).kept(),
        found.get(3).kept(),
        found.get(4).kept());
  }

  /** What changed until a later look. */
  Changes until(FrameKinds later) {
    long freed = 0;
    long taken = 0;
    long otherwise = 0;
    long words =
        LongStream.of(
                wanted.ram().wordCount(),
                later.wanted.ram().wordCount(),
                used.wordCount(),
                later.used.wordCount())
            .min()
            .getAsLong();
    for (long i = 0; i < words; i++) {
      long ram = wanted.ram().word(i) & later.wanted.ram().word(i);
      long before = used.word(i);
      long after = later.used.word(i);
      freed += Long.bitCount(ram & before & ~after);
      taken += Long.bitCount(ram & ~before & after);
      long other = noCache.word(i) ^ later.noCache.word(i) | noUser.word(i) ^ later.noUser.word(i);
      otherwise += Long.bitCount(ram & before & after & other);
    }
    return new Changes(freed, taken, otherwise);
  }
}
