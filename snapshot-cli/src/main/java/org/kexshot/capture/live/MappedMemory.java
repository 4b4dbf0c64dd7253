package org.kexshot.capture.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfSegment;
import org.kexshot.linux.kcore.KernelCore;
import org.kexshot.linux.kcore.LiveMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.Translation;

/**
 * Live memory with those frames of i386's high memory that the kernel maps for itself: what it
 * allocates by {@code vmalloc}, its modules among that, is there mostly.
 *
 * <p>{@code /proc/kcore} shows zeros of an area that is given up, or that is of a kind which it
 * does not know. So a page of which it shows zeros alone is unreadable here.
 */
final class MappedMemory implements PhysicalMemory {
  private final KernelCore core;
  private final LiveMemory direct;

  /** Virtual addresses of frames that are not mapped directly. */
  private final Map<Long, Long> elsewhere;

  private MappedMemory(KernelCore core, LiveMemory direct, Map<Long, Long> elsewhere) {
    this.core = core;
    this.direct = direct;
    this.elsewhere = elsewhere;
  }

  /**
   * Finds out which frames are mapped elsewhere. Cost: a translation for each page of vmalloc
   * space, of at most 128 MiB, where there is high memory; else none.
   *
   * @param kernel the kernel's address space
   */
  static PhysicalMemory of(KernelCore core, LiveMemory direct, PagedMemory kernel)
      throws IOException {
    PfnSet high = direct.ramFrames();
    high.removeAll(direct.presentFrames());
    if (core.pointerSize() != Integer.BYTES || high.count() == 0) {
      return direct;
    }
    Map<Long, Long> elsewhere = new HashMap<>();
    for (ElfSegment segment : core.otherSegments()) {
      long end = segment.virtual() + segment.inFile();
      for (long address = segment.virtual(); address < end; ) {
        Translation page = kernel.translate(address);
        if (page.isMapped()) {
          long frame = page.physical(address) >>> Page.SHIFT;
          if (high.contains(frame)) {
            elsewhere.put(frame, address);
          }
          address += Page.SIZE;
        } else {
          address = page.virtualStart() + page.size();
        }
      }
    }
    return new MappedMemory(core, direct, elsewhere);
  }

  @Override
  public List<PhysicalRange> ram() {
    return direct.ram();
  }

  @Override
  public PageState state(long pfn) {
    return elsewhere.containsKey(pfn) ? PageState.PRESENT : direct.state(pfn);
  }

  @Override
  public PfnSet presentFrames() {
    PfnSet present = direct.presentFrames();
    elsewhere.keySet().forEach(present::add);
    return present;
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
      Long virtual = elsewhere.get(address >>> Page.SHIFT);
      if (virtual == null) {
        // As far as it goes on so, in one read.
        while (chunk < into.remaining() && !elsewhere.containsKey(address + chunk >>> Page.SHIFT)) {
          chunk = Math.min(into.remaining(), chunk + Page.SIZE);
        }
        try {
          direct.read(address, into.limit(into.position() + chunk));
        } finally {
          into.limit(limit);
        }
      } else {
        into.put(pageAt(virtual, address), Page.offset(address), chunk);
      }
      address += chunk;
    }
  }

  private byte[] pageAt(long virtual, long physical) throws IOException {
    byte[] page = core.readBytes(virtual, Page.SIZE);
    for (byte one : page) {
      if (one != 0) {
        return page;
      }
    }
    throw new MemoryFault(
        "physical",
        physical,
        PageState.UNREADABLE,
        "high memory, which the kernel mapped at 0x%x and may map no more".formatted(virtual));
  }
}
