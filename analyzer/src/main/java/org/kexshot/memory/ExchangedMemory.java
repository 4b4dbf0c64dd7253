package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
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
  public PfnSet presentFrames() {
    PfnSet present = now.presentFrames();
    for (int i = 0; i < exchanged.size(); i++) {
      long pfn = exchanged.destination(i);
      if (pfn < present.end() && now.state(pfn) != PageState.NOT_RAM) {
        if (now.state(exchanged.source(i)) == PageState.PRESENT) {
          present.add(pfn);
        } else {
          present.remove(pfn);
        }
      }
    }
    exchanged.removeImagePages(present);
    return present;
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    long address = physicalAddress;
    int limit = into.limit();
    while (into.position() < limit) {
      long here = whereItLies(address);
      into.limit(into.position() + chunk(address, limit - into.position()));
      address += into.remaining();
      now.read(here, into);
      into.limit(limit);
    }
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long address = physicalAddress + done;
      int chunk = chunk(address, length - done);
      now.read(whereItLies(address), into, offset + done, chunk);
      done += chunk;
    }
  }

  /** The address at which the byte that the kernel had at {@code address} lies now. */
  private long whereItLies(long address) {
    long pfn = address >>> Architecture.PAGE_SHIFT;
    int index = exchanged.indexAtOrAfter(pfn);
    return index < exchanged.size() && exchanged.destination(index) == pfn
        ? (exchanged.source(index) << Architecture.PAGE_SHIFT)
            + (address & Architecture.PAGE_SIZE - 1)
        : address;
  }

  /** How many of {@code length} bytes from {@code address} lie together now. */
  private int chunk(long address, int length) {
    long pfn = address >>> Architecture.PAGE_SHIFT;
    int index = exchanged.indexAtOrAfter(pfn);
    if (index == exchanged.size()) {
      return length;
    }
    long next = exchanged.destination(index);
    long end = (next == pfn ? pfn + 1 : next) << Architecture.PAGE_SHIFT;
    return (int) Math.min(length, end - address);
  }
}
