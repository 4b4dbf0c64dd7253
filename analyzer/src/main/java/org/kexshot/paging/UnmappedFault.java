package org.kexshot.paging;

import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;

/**
 * A read at a virtual address that page tables map to no frame. Its {@link #state()} is {@link
 * PageState#NOT_RAM}: nothing of the image was excluded, there is nothing at that address.
 */
public final class UnmappedFault extends MemoryFault {
  private static final long serialVersionUID = 1L;

  private final Translation.Kind kind;

  UnmappedFault(String space, long address, Translation hole) {
    super(
        space,
        address,
        hole.virtualStart() + hole.size(),
        PageState.NOT_RAM,
        hole.kind() == Translation.Kind.SWAPPED
            ? "swapped out, so its contents are not in memory"
            : "not mapped by the page tables");
    this.kind = hole.kind();
  }

  /** Whether the page was swapped out; otherwise nothing is mapped. */
  public boolean isSwapped() {
    return kind == Translation.Kind.SWAPPED;
  }
}
