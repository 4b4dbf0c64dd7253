package org.kexshot.memory;

import java.io.IOException;

/**
 * A read that memory could not answer, and why. The message names the address space, the address,
 * and the reason; {@link #state()} tells an excluded page from one that is no RAM or is damaged.
 */
public class MemoryFault extends IOException {
  private static final long serialVersionUID = 1L;

  private final long address;
  private final PageState state;

  /**
   * @param space the address space in words, e.g. {@code "physical"} or {@code "kernel virtual"}
   * @param address the first byte that could not be read, in that space
   * @param state why
   * @param detail what was found and what to do, in a few words
   */
  public MemoryFault(String space, long address, PageState state, String detail) {
    super("%s address 0x%x: %s".formatted(space, address, detail));
    this.address = address;
    this.state = state;
  }

  /** The first byte that could not be read. */
  public long address() {
    return address;
  }

  public PageState state() {
    return state;
  }
}
