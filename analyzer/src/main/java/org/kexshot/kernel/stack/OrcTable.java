package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.memory.VirtualMemory;

/**
 * A table of ORC entries: for ranges of instructions, where the caller's stack pointer and frame
 * pointer are found. Two arrays in order of addresses: of 32-bit distances from each element to the
 * instruction, and of {@code struct orc_entry}. A look-up costs one read for each halving. Source:
 * {@code arch/x86/include/asm/orc_types.h}, {@code arch/x86/kernel/unwind_orc.c}.
 */
final class OrcTable {
  private final KernelImage image;
  private final VirtualMemory memory;
  private final long addresses;
  private final long entries;
  private final long count;

  /**
   * @param addresses of the array of distances
   * @param entries address of the array of entries
   */
  OrcTable(KernelImage image, long addresses, long entries, long count) {
    this.image = image;
    this.memory = image.memory();
    this.addresses = addresses;
    this.entries = entries;
    this.count = count;
  }

  /** The entry of the range that an instruction is in; empty if it lies before the first. */
  Optional<KernelStruct> find(long instruction) throws IOException {
    long low = 0;
    long high = count;
    while (low < high) {
      long middle = low + high >>> 1;
      if (Long.compareUnsigned(address(middle), instruction) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? Optional.empty() : Optional.of(entry(low - 1));
  }

  /** Number of ranges. */
  long count() {
    return count;
  }

  /** The entry of a range by its place in the table. */
  KernelStruct entry(long index) throws IOException {
    return image.struct("orc_entry", entries + index * image.type("orc_entry").size());
  }

  private long address(long index) throws IOException {
    long place = addresses + 4 * index;
    return place + memory.readS32(place);
  }
}
