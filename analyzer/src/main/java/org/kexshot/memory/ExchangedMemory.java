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

  /** Frames whose contents at the jump are gone. */
  private final PfnSet gone;

  /**
   * @param lent physical range that the capture kernel runs in without exchange; may be empty
   */
  public ExchangedMemory(ResidentMemory now, KexecPageList exchanged, PhysicalRange lent) {
    this.now = now.bytes();
    this.exchanged = exchanged;
    this.gone = exchanged.imagePages();
    gone.addRange(lent.start() >>> Page.SHIFT, Math.min(lent.end() >>> Page.SHIFT, gone.end()));
  }

  @Override
  public List<PhysicalRange> ram() {
    return now.ram();
  }

  @Override
  public PageState state(long pfn) {
    if (gone.contains(pfn)) {
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
    present.removeAll(gone);
    return present;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    read(physicalAddress, ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    long address = physicalAddress;
    int limit = into.limit();
    while (into.position() < limit) {
      int index = exchanged.indexAtOrAfter(address >>> Page.SHIFT);
      into.limit(into.position() + chunk(address, limit - into.position(), index));
      int length = into.remaining();
      readTogether(address, whereItLies(address, index), into);
      address += length;
      into.limit(limit);
    }
  }

  @Override
  public void readFrame(long pfn, ByteBuffer into) throws IOException {
    long address = pfn << Page.SHIFT;
    long here = whereItLies(address, exchanged.indexAtOrAfter(pfn));
    requireNotGone(address);
    try {
      now.readFrame(here >>> Page.SHIFT, into);
    } catch (MemoryFault fault) {
      throw asTheKernelHadIt(fault, address, here, Page.SIZE);
    }
  }

  /** Reads what lies together now. */
  private void readTogether(long address, long here, ByteBuffer into) throws IOException {
    requireNotGone(address);
    int length = into.remaining();
    try {
      now.read(here, into);
    } catch (MemoryFault fault) {
      throw asTheKernelHadIt(fault, address, here, length);
    }
  }

  private void requireNotGone(long address) throws MemoryFault {
    if (gone.contains(address >>> Page.SHIFT)) {
      throw new MemoryFault(
          "physical",
          address,
          PageState.EXCLUDED,
          "the capture kernel has the page; what was in it before the jump is gone");
    }
  }

  /**
   * A fault that names the address at which the kernel had the bytes.
   *
   * @param here where they lie now
   * @param length how many of them lie together
   */
  private static MemoryFault asTheKernelHadIt(
      MemoryFault fault, long address, long here, int length) {
    MemoryFault inside = fault.below(here + length);
    return here == address
        ? inside
        : new MemoryFault(
            "physical",
            address + (inside.address() - here),
            address + (inside.end() - here),
            inside.state(),
            "the jump exchanged it, and where it lies now: " + inside.getMessage());
  }

  /**
   * The address at which the byte that the kernel had at {@code address} lies now.
   *
   * @param index {@link KexecPageList#indexAtOrAfter} of its frame
   */
  private long whereItLies(long address, int index) {
    return index < exchanged.size() && exchanged.destination(index) == address >>> Page.SHIFT
        ? (exchanged.source(index) << Page.SHIFT) + Page.offset(address)
        : address;
  }

  /**
   * How many of {@code length} bytes from {@code address} lie together now, before any that are
   * gone.
   *
   * @param index {@link KexecPageList#indexAtOrAfter} of its frame
   */
  private int chunk(long address, int length, int index) {
    long pfn = address >>> Page.SHIFT;
    long end = (address + length - 1 >>> Page.SHIFT) + 1;
    if (index < exchanged.size()) {
      long next = exchanged.destination(index);
      end = Math.min(end, next == pfn ? pfn + 1 : next);
    }
    end = Math.max(pfn + 1, gone.nextIn(pfn, end));
    return (int) Math.min(length, (end << Page.SHIFT) - address);
  }
}
