package org.kexshot.address;

/**
 * A processor architecture of the machine whose memory is looked at. i386 with and without PAE are
 * one architecture; how page tables are laid out is a matter of {@code org.kexshot.paging}.
 */
public enum Architecture {
  I386("i686", 4),
  X86_64("x86_64", 8);

  private final String machine;
  private final int pointerSize;

  Architecture(String machine, int pointerSize) {
    this.machine = machine;
    this.pointerSize = pointerSize;
  }

  /** {@code uname -m} of such a machine, as the kdump header's utsname carries it. */
  public String machine() {
    return machine;
  }

  /** Size in bytes of a C pointer and of {@code unsigned long}. */
  public int pointerSize() {
    return pointerSize;
  }
}
