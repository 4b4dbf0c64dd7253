package org.kexshot.memory;

import java.io.IOException;
import org.kexshot.address.Page;

/**
 * A read that memory could not answer, and why. The message names the address space, the address,
 * and the reason; {@link #state()} tells an excluded page from one that is no RAM or is damaged.
 */
public class MemoryFault extends IOException {
  private static final long serialVersionUID = 1L;

  private final long address;
  private final long end;
  private final PageState state;

  /**
   * Nothing is known of what follows the page.
   *
   * @param space the address space in words, e.g. {@code "physical"} or {@code "kernel virtual"}
   * @param address the first byte that could not be read, in that space
   * @param state why
   * @param detail what was found and what to do, in a few words
   */
  public MemoryFault(String space, long address, PageState state, String detail) {
    this(space, address, Page.floor(address) + Page.SIZE, state, detail);
  }

  /**
   * @param end see {@link #end()}
   */
  public MemoryFault(String space, long address, long end, PageState state, String detail) {
    this("%s address 0x%x: %s".formatted(space, address, detail), address, end, state);
  }

  /** The same fault, of a kind of its own. */
  protected MemoryFault(MemoryFault fault) {
    this(fault.getMessage(), fault.address, fault.end, fault.state);
  }

  private MemoryFault(String message, long address, long end, PageState state) {
    super(message);
    this.address = address;
    this.end = end;
    this.state = state;
  }

  /** The first byte that could not be read. */
  public long address() {
    return address;
  }

  /**
   * One past the last of the bytes that cannot be read for the same reason, as far as is known
   * without a look; 0 at the end of the space. There may be a part of a page or many of them.
   */
  public long end() {
    return end;
  }

  public PageState state() {
    return state;
  }

  /**
   * The same fault of no more than the bytes below a limit.
   *
   * @param limit above {@link #address()}
   */
  public MemoryFault below(long limit) {
    return Long.compareUnsigned(end - 1, limit - 1) <= 0
        ? this
        : new MemoryFault(getMessage(), address, limit, state);
  }
}
