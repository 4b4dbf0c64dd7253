package org.kexshot.paging;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.VirtualMemory;

/**
 * A virtual address space read through its page tables. Remembers recent translations, so that a
 * read of a page seen before costs one read of physical memory. Several threads may read at once.
 */
public final class PagedMemory implements VirtualMemory {
  private static final int CACHE_SLOTS = 1 << 10;
  private static final int LARGE_PAGE_SLOTS = 1 << 6;

  /** Of the smallest large page: 2 MiB. */
  private static final int LARGE_PAGE_SHIFT = 21;

  private final String space;
  private final PageTable table;
  private final int pointerSize;

  // Translations are immutable, so a slot that another thread just wrote is either the old or the
  // new one, and each is checked before use: no lock is needed.
  private final Translation[] cache = new Translation[CACHE_SLOTS];
  private final Translation[] largePages = new Translation[LARGE_PAGE_SLOTS];

  /**
   * @param space the address space in words, for faults, e.g. {@code "kernel virtual"}
   * @param pointerSize 4 or 8
   */
  public PagedMemory(String space, PageTable table, int pointerSize) {
    this.space = space;
    this.table = table;
    this.pointerSize = pointerSize;
  }

  public PageTable table() {
    return table;
  }

  @Override
  public int pointerSize() {
    return pointerSize;
  }

  /** Whether the address is mapped and where; see {@link PageTable#translate}. */
  public Translation translate(long virtualAddress) throws IOException {
    int slot = (int) (virtualAddress >>> 12) & (CACHE_SLOTS - 1);
    Translation cached = cache[slot];
    if (cached != null && cached.contains(virtualAddress)) {
      return cached;
    }
    int largeSlot = (int) (virtualAddress >>> LARGE_PAGE_SHIFT) & (LARGE_PAGE_SLOTS - 1);
    Translation large = largePages[largeSlot];
    if (large != null && large.contains(virtualAddress)) {
      return large;
    }
    try {
      Translation found = table.translate(virtualAddress);
      if (Long.compareUnsigned(found.size(), 1 << LARGE_PAGE_SHIFT) >= 0) {
        largePages[largeSlot] = found;
      } else {
        cache[slot] = found;
      }
      return found;
    } catch (MissingTableFault fault) {
      throw new MemoryFault(
          space,
          virtualAddress,
          fault.virtualEnd(),
          fault.state(),
          "a page table of it: " + fault.getMessage());
    }
  }

  /**
   * The physical address behind a virtual one.
   *
   * @throws UnmappedFault if there is none
   */
  public long physical(long virtualAddress) throws IOException {
    return mapped(virtualAddress).physical(virtualAddress);
  }

  @Override
  public void read(long virtualAddress, byte[] into, int offset, int length) throws IOException {
    read(virtualAddress, ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void read(long virtualAddress, ByteBuffer into) throws IOException {
    int limit = into.limit();
    long address = virtualAddress;
    while (into.hasRemaining()) {
      long at = table.form().canonical(address);
      Translation page = mapped(at);
      long left = page.size() - (at - page.virtualStart());
      int chunk = (int) Math.min(left, into.remaining());
      into.limit(into.position() + chunk);
      try {
        table.physical().read(page.physical(at), into);
      } catch (MemoryFault fault) {
        long skipped = Math.min(Math.max(0, fault.address() - page.physical(at)), chunk - 1);
        long end = at + Math.min(left, skipped + (fault.end() - fault.address()));
        throw new MemoryFault(space, at + skipped, end, fault.state(), fault.getMessage());
      } finally {
        into.limit(limit);
      }
      address += chunk;
    }
  }

  private Translation mapped(long virtualAddress) throws IOException {
    Translation page = translate(virtualAddress);
    if (!page.isMapped()) {
      throw new UnmappedFault(space, virtualAddress, page);
    }
    return page;
  }
}
