package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

/**
 * The imaged kernel's view of its physical memory after a kexec jump: an address in the exchanged
 * range is read where its contents lie now. The pages of the loaded image itself, and those that
 * were lent to the capture kernel, hold it and are {@link PageState#EXCLUDED}: what was in them at
 * the jump is gone.
 *
 * <p>Cost: a binary search for each read and for each exchanged page.
 */
public final class ExchangedMemory implements PhysicalMemory {
  private final PhysicalMemory now;
  private final KexecPageList exchanged;
  private final long lentStart;
  private final long lentEnd;

  /**
   * @param lent physical range that the capture kernel runs in without exchange; may be empty
   */
  public ExchangedMemory(ResidentMemory now, KexecPageList exchanged, PhysicalRange lent) {
    this.now = now.bytes();
    this.exchanged = exchanged;
    this.lentStart = lent.start() >>> Page.SHIFT;
    this.lentEnd = lent.end() >>> Page.SHIFT;
  }

  @Override
  public List<PhysicalRange> ram() {
    return now.ram();
  }

  @Override
  public PageState state(long pfn) {
    if (exchanged.isImagePage(pfn) || pfn >= lentStart && pfn < lentEnd) {
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
    PfnSet before = now.presentFrames();
    PfnSet ram = now.ramFrames();
    PfnSet present = before.copy();
    for (int i = 0; i < exchanged.size(); i++) {
      long pfn = exchanged.destination(i);
      boolean there = before.contains(exchanged.source(i));
      if (there != before.contains(pfn) && ram.contains(pfn)) {
        if (there) {
          present.add(pfn);
        } else {
          present.remove(pfn);
        }
      }
    }
    present.removeAll(exchanged.imagePages());
    present.removeRange(lentStart, lentEnd);
    return present;
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    long address = physicalAddress;
    int limit = into.limit();
    while (into.position() < limit) {
      int index = exchanged.indexAtOrAfter(address >>> Page.SHIFT);
      into.limit(into.position() + chunk(address, limit - into.position(), index));
      long here = whereItLies(address, index);
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
      int index = exchanged.indexAtOrAfter(address >>> Page.SHIFT);
      int chunk = chunk(address, length - done, index);
      now.read(whereItLies(address, index), into, offset + done, chunk);
      done += chunk;
    }
  }

  /**
   * The address at which the byte that the kernel had at {@code address} lies now.
   *
   * @param index {@link KexecPageList#indexAtOrAfter} of its frame
   */
  private long whereItLies(long address, int index) {
    return index < exchanged.size() && exchanged.destination(index) == address >>> Page.SHIFT
        ? (exchanged.source(index) << Page.SHIFT) + (address & Page.SIZE - 1)
        : address;
  }

  /**
   * How many of {@code length} bytes from {@code address} lie together now.
   *
   * @param index {@link KexecPageList#indexAtOrAfter} of its frame
   */
  private int chunk(long address, int length, int index) {
    if (index == exchanged.size()) {
      return length;
    }
    long pfn = address >>> Page.SHIFT;
    long next = exchanged.destination(index);
    long end = (next == pfn ? pfn + 1 : next) << Page.SHIFT;
    return (int) Math.min(length, end - address);
  }
}
