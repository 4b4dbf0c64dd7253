package org.kexshot.paging;

import java.util.HashMap;
import java.util.Map;
import org.kexshot.memory.FakePhysicalMemory;

/** Writes page tables as a kernel would, into memory for tests. */
public final class PageTableBuilder {
  private final FakePhysicalMemory memory;
  private final PagingForm form;
  private final long root;
  private final Map<Long, Long> tables = new HashMap<>();
  private long nextFree;

  /** Tables are taken from {@code root} upward. */
  public PageTableBuilder(FakePhysicalMemory memory, PagingForm form, long root) {
    this.memory = memory;
    this.form = form;
    this.root = root;
    this.nextFree = root + 4096;
    memory.write(root, new byte[4096]);
  }

  public PageTable table() {
    return new PageTable(memory, form, root, 0);
  }

  /** Maps a page of the level's span with flags; the present bit is set. */
  public void map(long virtualAddress, long physicalAddress, int level) {
    long large = level > 0 ? EntryBits.LARGE : 0;
    setEntry(virtualAddress, level, physicalAddress | large | EntryBits.PRESENT);
  }

  /** Stores an entry in the table of the level, making the tables above it. */
  public void setEntry(long virtualAddress, int level, long entry) {
    long table = root;
    for (int above = form.levels() - 1; above > level; above--) {
      long at = table + (long) form.index(above, virtualAddress) * form.entryBytes();
      Long below = tables.get(at);
      if (below == null) {
        below = nextFree;
        nextFree += 4096;
        memory.write(below, new byte[4096]);
        memory.writeNumber(at, below | EntryBits.PRESENT, form.entryBytes());
        tables.put(at, below);
      }
      table = below;
    }
    long at = table + (long) form.index(level, virtualAddress) * form.entryBytes();
    memory.writeNumber(at, entry, form.entryBytes());
  }
}
