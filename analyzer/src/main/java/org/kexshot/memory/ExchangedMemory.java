package org.kexshot.memory;

import java.io.IOException;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;

/**
 * The imaged kernel's view of its physical memory after a kexec jump: an address in the exchanged
 * range is read where its contents lie now. The pages of the loaded image itself hold the capture
 * kernel and are {@link PageState#EXCLUDED}: what was in them at the jump is gone.
 *
 * <p>Cost: a binary search for each read and for each exchanged page.
 */
public final class ExchangedMemory implements PhysicalMemory {
  private final PhysicalMemory now;
  private final KexecPageList exchanged;

  public ExchangedMemory(ResidentMemory now, KexecPageList exchanged) {
    this.now = now.bytes();
    this.exchanged = exchanged;
  }

  @Override
  public List<PhysicalRange> ram() {
    return now.ram();
  }

  @Override
  public PageState state(long pfn) {
    if (exchanged.isImagePage(pfn)) {
      return PageState.EXCLUDED;
    }
    int index = exchanged.indexAtOrAfter(pfn);
    boolean moved = index < exchanged.size() && exchanged.destination(index) == pfn;
    return moved && now.state(pfn) != PageState.NOT_RAM
        ? now.state(exchanged.source(index))
        : now.state(pfn);
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    long address = physicalAddress;
    long end = physicalAddress + length;
    int at = offset;
    while (address < end) {
      long pfn = address >>> Architecture.PAGE_SHIFT;
      int index = exchanged.indexAtOrAfter(pfn);
      long next = index < exchanged.size() ? exchanged.destination(index) : Long.MAX_VALUE >>> 12;
      int chunk;
      if (next == pfn) {
        long within = address & (Architecture.PAGE_SIZE - 1);
        chunk = (int) Math.min(end - address, Architecture.PAGE_SIZE - within);
        now.read((exchanged.source(index) << Architecture.PAGE_SHIFT) + within, into, at, chunk);
      } else {
        chunk = (int) Math.min(end - address, (next << Architecture.PAGE_SHIFT) - address);
        now.read(address, into, at, chunk);
      }
      address += chunk;
      at += chunk;
    }
  }
}
