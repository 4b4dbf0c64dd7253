package org.kexshot.linux;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * The running machine's physical memory as far as its kernel maps it directly, through {@code
 * /proc/kcore}: all of RAM but the high memory of i386. It changes while it is read.
 */
public final class LiveMemory implements PhysicalMemory {
  private final KernelCore core;
  private final List<PhysicalRange> ram;

  /**
   * @param core stays open
   * @param ram as {@code /proc/iomem} has it
   */
  public LiveMemory(KernelCore core, List<PhysicalRange> ram) {
    this.core = core;
    this.ram = List.copyOf(ram);
  }

  @Override
  public List<PhysicalRange> ram() {
    return ram;
  }

  /** High memory of i386 is RAM that cannot be read here. */
  @Override
  public PageState state(long pfn) {
    if (ram.stream().noneMatch(range -> has(range, pfn))) {
      return PageState.NOT_RAM;
    }
    return core.directAddress(pfn << Page.SHIFT, Page.SIZE).isPresent()
        ? PageState.PRESENT
        : PageState.UNREADABLE;
  }

  private static boolean has(PhysicalRange range, long pfn) {
    return pfn >= range.start() >>> Page.SHIFT && pfn <= range.end() - 1 >>> Page.SHIFT;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    OptionalLong whole = core.directAddress(physicalAddress, length);
    if (whole.isPresent()) {
      core.read(whole.getAsLong(), into, offset, length);
      return;
    }
    int done = 0;
    while (done < length) {
      long address = physicalAddress + done;
      int chunk = Math.min(length - done, Page.SIZE - Page.offset(address));
      OptionalLong direct = core.directAddress(address, chunk);
      if (direct.isEmpty()) {
        throw fault(address, state(address >>> Page.SHIFT));
      }
      core.read(direct.getAsLong(), into, offset + done, chunk);
      done += chunk;
    }
  }

  private static MemoryFault fault(long address, PageState state) {
    return state == PageState.NOT_RAM
        ? new MemoryFault("physical", address, state, "no RAM there, says /proc/iomem")
        : new MemoryFault(
            "physical",
            address,
            PageState.UNREADABLE,
            "the running kernel does not map it directly");
  }
}
