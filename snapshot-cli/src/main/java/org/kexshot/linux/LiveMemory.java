package org.kexshot.linux;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.address.PfnSet;
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

  @Override
  public PageState state(long pfn) {
    PhysicalRange frame = new PhysicalRange(pfn << 12, pfn + 1 << 12);
    return ram.stream().anyMatch(frame::overlaps) ? PageState.PRESENT : PageState.NOT_RAM;
  }

  @Override
  public PfnSet presentFrames() {
    return ramFrames();
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    OptionalLong direct = core.directAddress(physicalAddress, length);
    if (direct.isEmpty()) {
      throw new MemoryFault(
          "physical",
          physicalAddress,
          PageState.UNREADABLE,
          "the running kernel does not map it directly");
    }
    core.read(direct.getAsLong(), into, offset, length);
  }
}
