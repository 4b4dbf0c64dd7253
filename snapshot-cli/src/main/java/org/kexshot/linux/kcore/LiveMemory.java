package org.kexshot.linux.kcore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.address.Page;
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

  /** Costs what the ranges cost, not the frames. */
  @Override
  public PfnSet presentFrames() {
    PfnSet present = new PfnSet(endPfn());
    for (PhysicalRange mapped : core.directRanges()) {
      long first = mapped.start() + Page.SIZE - 1 >>> Page.SHIFT;
      long end = mapped.end() >>> Page.SHIFT;
      for (PhysicalRange range : ram) {
        present.addRange(
            Math.max(first, range.start() >>> Page.SHIFT),
            Math.min(end, range.end() + Page.SIZE - 1 >>> Page.SHIFT));
      }
    }
    return present;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    read(physicalAddress, ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    OptionalLong whole = core.directAddress(physicalAddress, into.remaining());
    if (whole.isPresent()) {
      readMapped(whole.getAsLong(), physicalAddress, into);
      return;
    }
    int limit = into.limit();
    long address = physicalAddress;
    while (into.hasRemaining()) {
      int chunk = Math.min(into.remaining(), Page.SIZE - Page.offset(address));
      OptionalLong direct = core.directAddress(address, chunk);
      if (direct.isEmpty()) {
        throw fault(address, state(address >>> Page.SHIFT));
      }
      try {
        readMapped(direct.getAsLong(), address, into.limit(into.position() + chunk));
      } finally {
        into.limit(limit);
      }
      address += chunk;
    }
  }

  /** What the kernel refuses is told by its physical address. */
  private void readMapped(long virtual, long physical, ByteBuffer into) throws IOException {
    try {
      core.read(virtual, into);
    } catch (MemoryFault fault) {
      throw new MemoryFault(
          "physical", physical + fault.address() - virtual, fault.state(), fault.getMessage());
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
