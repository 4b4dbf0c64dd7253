package org.kexshot.inspect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.memory.MemoryFault;
import org.kexshot.paging.PageTable;
import org.kexshot.paging.PageTableEntry;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.Translation;

/**
 * How page tables translate one virtual address, level by level.
 *
 * @param entries those that were looked at, from the top table's on
 * @param translation what came of it; empty if a table is not in the image
 * @param fault why a table could not be read, if one could not
 */
public record AddressWalk(
    long address,
    List<PageTableEntry> entries,
    Optional<Translation> translation,
    Optional<MemoryFault> fault) {

  /** Whether the tables say that no page frame is behind the address. */
  public boolean isUnmapped() {
    return translation.isPresent() && !translation.get().isMapped();
  }

  /** The page frame that the tables lead to, if they lead to one. */
  public OptionalLong frame() {
    return translation.isPresent() && translation.get().isMapped()
        ? OptionalLong.of(translation.get().physical(address) >>> Page.SHIFT)
        : OptionalLong.empty();
  }

  /**
   * Walks the page tables of an address space.
   *
   * @throws IOException if the file fails
   */
  public static AddressWalk of(PagedMemory space, long address) throws IOException {
    PageTable table = space.table();
    List<PageTableEntry> entries = new ArrayList<>();
    try {
      Translation translation = table.translate(address, entries::add);
      return new AddressWalk(address, entries, Optional.of(translation), Optional.empty());
    } catch (MemoryFault fault) {
      return new AddressWalk(address, entries, Optional.empty(), Optional.of(fault));
    }
  }
}
