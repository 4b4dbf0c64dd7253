package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

/**
 * Keeps the page frames last read, since members of structures and entries of page tables are read
 * one by one and lie together. Holds 1 MiB at most; what is a page or more is read past it. Several
 * threads may read at once.
 */
public final class RecentPages implements PhysicalMemory {
  private static final int SLOTS = 1 << 8;

  private record CachedPage(long pfn, byte[] bytes) {}

  private final PhysicalMemory memory;

  // Pages are immutable, so a slot that another thread just wrote is either the old or the new one,
  // and each is checked before use: no lock is needed.
  private final CachedPage[] slots = new CachedPage[SLOTS];

  public RecentPages(PhysicalMemory memory) {
    this.memory = memory;
  }

  @Override
  public List<PhysicalRange> ram() {
    return memory.ram();
  }

  @Override
  public long endPfn() {
    return memory.endPfn();
  }

  @Override
  public PageState state(long pfn) {
    return memory.state(pfn);
  }

  @Override
  public PfnSet presentFrames() {
    return memory.presentFrames();
  }

  @Override
  public PfnSet zeroFrames() throws IOException {
    return memory.zeroFrames();
  }

  @Override
  public PfnSet unreadableFrames() {
    return memory.unreadableFrames();
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    int at = (int) (physicalAddress & Page.SIZE - 1);
    byte[] page = length < Page.SIZE && at + length <= Page.SIZE ? page(physicalAddress) : null;
    if (page == null) {
      memory.read(physicalAddress, into, offset, length);
    } else {
      System.arraycopy(page, at, into, offset, length);
    }
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    int at = (int) (physicalAddress & Page.SIZE - 1);
    int length = into.remaining();
    byte[] page = length < Page.SIZE && at + length <= Page.SIZE ? page(physicalAddress) : null;
    if (page == null) {
      memory.read(physicalAddress, into);
    } else {
      into.put(page, at, length);
    }
  }

  @Override
  public void readFrame(long pfn, ByteBuffer into) throws IOException {
    memory.readFrame(pfn, into);
  }

  /** The page that an address lies in; null if it is not there as a whole. */
  private byte[] page(long physicalAddress) throws IOException {
    long pfn = physicalAddress >>> Page.SHIFT;
    int slot = (int) pfn & SLOTS - 1;
    CachedPage kept = slots[slot];
    if (kept != null && kept.pfn() == pfn) {
      return kept.bytes();
    }
    byte[] bytes = new byte[Page.SIZE];
    try {
      memory.read(pfn << Page.SHIFT, bytes, 0, Page.SIZE);
    } catch (MemoryFault partly) {
      return null;
    }
    slots[slot] = new CachedPage(pfn, bytes);
    return bytes;
  }
}
