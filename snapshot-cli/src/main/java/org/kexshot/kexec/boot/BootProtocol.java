package org.kexshot.kexec.boot;

import com.sun.jna.Native;
import java.util.Locale;
import org.kexshot.address.Architecture;

/**
 * How a kernel is entered, and what of memory it can then run in. Source: {@code
 * Documentation/x86/boot.rst}, "32-bit Boot Protocol" and "64-bit Boot Protocol".
 */
public enum BootProtocol {
  /** In protected mode without paging; runs below what it maps directly with the 3 GiB split. */
  I386(Architecture.I386, 0, 0x37fe0000L, 91L << 20),

  /**
   * In long mode. It could run anywhere, but devices that address 32 bits need memory below 4 GiB,
   * and a kernel that has only other memory would set 64 MiB aside to copy for them (swiotlb).
   */
  X86_64(Architecture.X86_64, 0x200, 1L << 32, 135L << 20);

  /** Of the largest pages that memory can be lent in. */
  private static final long UNIT = 1L << 22;

  private final Architecture architecture;
  private final int entryOffset;
  private final long memoryEnd;
  private final long besideKernel;

  BootProtocol(Architecture architecture, int entryOffset, long memoryEnd, long besideKernel) {
    this.architecture = architecture;
    this.entryOffset = entryOffset;
    this.memoryEnd = memoryEnd;
    this.besideKernel = besideKernel;
  }

  public static BootProtocol of(Architecture architecture) {
    return architecture == Architecture.I386 ? I386 : X86_64;
  }

  /** That of this process, and so of a kernel that it can load. */
  public static BootProtocol ofThisProcess() {
    return Native.POINTER_SIZE == Architecture.I386.pointerSize() ? I386 : X86_64;
  }

  /**
   * The least memory in bytes for a capture kernel: what it takes itself, and beside it what the
   * system that writes the dump was seen to work with.
   *
   * @param initSize what the kernel's header says that it takes to start
   */
  public long leastMemory(long initSize) {
    return (besideKernel + initSize + UNIT - 1) & -UNIT;
  }

  /** Where a program for this protocol is among this class's resources. */
  public String resource(String name) {
    return name().toLowerCase(Locale.ROOT) + "/" + name;
  }

  public Architecture architecture() {
    return architecture;
  }

  /** Distance in bytes of the entry from where the kernel is loaded. */
  public int entryOffset() {
    return entryOffset;
  }

  /** One past the highest physical address that it may be given. */
  public long memoryEnd() {
    return memoryEnd;
  }
}
