package org.kexshot.capture.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * The memory that is stored: frames that were read early as they were then, others as they are when
 * they are read here. What is wanted and cannot be read is unreadable.
 */
final class LiveImage implements PhysicalMemory {
  private final PhysicalMemory live;
  private final PfnSet ram;
  private final PfnSet wanted;
  private final PfnSet present;
  private final PfnSet early;
  private final PhysicalMemory earlyPages;
  private final LongAdder failed = new LongAdder();

  /**
   * @param live changes while it is read
   * @param wanted frames of RAM that the dump level keeps
   * @param readable those that can be read, as far as is known
   * @param early those that were read early, of all of which {@code earlyPages} has the bytes
   */
  LiveImage(
      PhysicalMemory live,
      PfnSet wanted,
      PfnSet readable,
      PfnSet early,
      PhysicalMemory earlyPages) {
    this.live = live;
    this.ram = live.ramFrames();
    this.wanted = wanted;
    this.early = early;
    this.earlyPages = earlyPages;
    this.present = new PfnSet(live.endPfn());
    present.addAll(wanted);
    PfnSet absent = present.copy();
    absent.removeAll(readable);
    present.removeAll(absent);
  }

  /** Wanted frames that could not be read, those too of which that came out as they were read. */
  long unreadable() {
    return wanted.count() - present.count() + failed.sum();
  }

  @Override
  public List<PhysicalRange> ram() {
    return live.ram();
  }

  @Override
  public PageState state(long pfn) {
    if (present.contains(pfn)) {
      return PageState.PRESENT;
    }
    if (wanted.contains(pfn)) {
      return PageState.UNREADABLE;
    }
    return ram.contains(pfn) ? PageState.EXCLUDED : PageState.NOT_RAM;
  }

  @Override
  public PfnSet presentFrames() {
    return present.copy();
  }

  @Override
  public PfnSet unreadableFrames() {
    PfnSet unreadable = new PfnSet(live.endPfn());
    unreadable.addAll(wanted);
    unreadable.removeAll(present);
    return unreadable;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    read(physicalAddress, ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    int limit = into.limit();
    long address = physicalAddress;
    while (into.hasRemaining()) {
      int chunk = Math.min(into.remaining(), Page.SIZE - Page.offset(address));
      require(address);
      PhysicalMemory source = early.contains(address >>> Page.SHIFT) ? earlyPages : live;
      try {
        source.read(address, into.limit(into.position() + chunk));
      } finally {
        into.limit(limit);
      }
      address += chunk;
    }
  }

  @Override
  public void readFrame(long pfn, ByteBuffer into) throws IOException {
    try {
      read(pfn << Page.SHIFT, into);
    } catch (MemoryFault fault) {
      if (present.contains(pfn)) {
        failed.increment();
      }
      throw fault;
    }
  }

  private void require(long address) throws MemoryFault {
    PageState state = state(address >>> Page.SHIFT);
    String why =
        switch (state) {
          case PRESENT -> "";
          case EXCLUDED -> "the dump level excludes the page";
          case UNREADABLE -> "the running kernel does not map the page, or did not give it";
          case NOT_RAM -> "no RAM there, says /proc/iomem";
        };
    if (state != PageState.PRESENT) {
      throw new MemoryFault("physical", address, state, why);
    }
  }
}
