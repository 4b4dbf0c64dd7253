package org.kexshot.physical;

import org.kexshot.address.Page;

/** In which mode of the processor a program begins. */
public enum EntryMode {
  /** Real mode, as the BIOS's own calls want it. */
  REAL(16, 4 << 10, 64 << 10),
  /** Protected mode, paging off, in segments of the program's own. */
  PROTECTED(32, 16 << 10, 1 << 30),
  /** Long mode, under page tables that map physical memory one to one. */
  LONG(64, 16 << 10, 1 << 30);

  private final int bits;
  private final int stackSize;
  private final long largest;

  EntryMode(int bits, int stackSize, long largest) {
    this.bits = bits;
    this.stackSize = stackSize;
    this.largest = largest;
  }

  /**
   * The mode of so many bits.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static EntryMode of(int bits) {
    for (EntryMode mode : values()) {
      if (mode.bits == bits) {
        return mode;
      }
    }
    throw new IllegalArgumentException("no mode of %d bits: give 16, 32 or 64".formatted(bits));
  }

  /** The width of its registers, by which users name it. */
  public int bits() {
    return bits;
  }

  /** Bytes of stack that a program gets. */
  int stackSize() {
    return stackSize;
  }

  /**
   * The memory that a program gets where so much is asked for: whole pages; in real mode 64 KiB.
   */
  long memory(long asked) {
    return this == REAL ? largest : asked + Page.SIZE - 1 & -Page.SIZE;
  }

  /** Most bytes that a program's memory may have. */
  public long largest() {
    return largest;
  }
}
