package org.kexshot.paging;

import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;

/** The image's kernel, from which all virtual addresses come, cannot be found in it. */
public final class KernelNotFoundFault extends MemoryFault {
  private static final long serialVersionUID = 1L;

  /**
   * @param space the address space in which it was looked for
   * @param address where
   * @param state of the page there
   * @param detail what was found and what to do, in a few words
   */
  public KernelNotFoundFault(String space, long address, PageState state, String detail) {
    super(space, address, state, detail);
  }
}
