package org.kexshot.memory;

import java.io.IOException;
import java.util.List;
import org.kexshot.address.PhysicalRange;

/**
 * The machine's physical memory <em>as its own kernel saw it</em> at the instant of the image.
 * Every reader above (filter, page-table walk, kernel objects, comparison) works on this and never
 * on where the bytes lie now. Implementations may be read by several threads at once.
 */
public interface PhysicalMemory {
  /** RAM as the image declares it: ascending, not overlapping. */
  List<PhysicalRange> ram();

  /** One past the highest page frame number of {@link #ram()}. */
  default long endPfn() {
    List<PhysicalRange> ram = ram();
    return ram.isEmpty() ? 0 : (ram.get(ram.size() - 1).end() + 4095) >>> 12;
  }

  /** What can be said of the page frame; {@link PageState#NOT_RAM} beyond {@link #endPfn()}. */
  PageState state(long pfn);

  /**
   * Reads bytes at a physical address. The range may cross page frames.
   *
   * @throws MemoryFault if any page of it is not {@link PageState#PRESENT}; nothing can be said
   *     then of what {@code into} holds
   * @throws IOException if the underlying file fails or is corrupt
   */
  void read(long physicalAddress, byte[] into, int offset, int length) throws IOException;
}
