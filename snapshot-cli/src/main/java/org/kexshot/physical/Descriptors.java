package org.kexshot.physical;

import org.kexshot.address.Page;

/**
 * Descriptors of segments and gates. Source: Intel 64 and IA-32 Architectures Software Developer's
 * Manual, volume 3, chapters 3, 6 and 8.
 */
final class Descriptors {
  /** Present code that may be read, present data that may be written, an available TSS. */
  static final int CODE = 0x9a;

  static final int DATA = 0x92;
  static final int TSS = 0x89;

  private static final int WIDE = 0x4;
  private static final int IN_PAGES = 0x8;
  private static final int INTERRUPT_GATE = 0x8e;
  private static final int TASK_GATE = 0x85;

  private Descriptors() {}

  /**
   * A segment of code or data of 32 bits.
   *
   * @param base physical address below 4 GiB
   * @param size bytes, a multiple of the page size
   */
  static long segment(long base, long size, int access) {
    return encode(base, (size >>> Page.SHIFT) - 1, access, WIDE | IN_PAGES);
  }

  /**
   * A task state segment.
   *
   * @param size bytes, at most 1 MiB
   */
  static long system(long base, long size) {
    return encode(base, size - 1, TSS, 0);
  }

  private static long encode(long base, long limit, int access, int flags) {
    return limit & 0xffff
        | (base & 0xff_ffff) << 16
        | (long) access << 40
        | (limit >>> 16 & 0xf) << 48
        | (long) flags << 52
        | (base >>> 24 & 0xff) << 56;
  }

  /** A gate to a handler, which interrupts do not interrupt. */
  static long interruptGate(long handler, int selector) {
    return gate(handler, selector, 0, INTERRUPT_GATE);
  }

  /** The lower half of such a gate in long mode, on a stack of the TSS; the upper half is 0. */
  static long longInterruptGate(long handler, int selector, int stack) {
    return gate(handler, selector, stack, INTERRUPT_GATE);
  }

  /** A gate to a task. */
  static long taskGate(int selector) {
    return gate(0, selector, 0, TASK_GATE);
  }

  private static long gate(long handler, int selector, int stack, int type) {
    return handler & 0xffff
        | (long) selector << 16
        | (long) stack << 32
        | (long) type << 40
        | (handler >>> 16 & 0xffff) << 48;
  }
}
