package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.memory.MemoryFault;

/**
 * How ORC entries number the registers that a frame is found by. Linux 7.1 numbered them otherwise,
 * and no type of the kernel says so; but nearly all frames are found by the stack pointer, whose
 * number was {@code DI}'s, and the other way round. Source: {@code
 * arch/x86/include/asm/orc_types.h} of 7.0 and 7.3.
 */
enum OrcRegisters {
  BEFORE_7_1(5, 1, 8),
  SINCE_7_1(3, 8, 10);

  static final int UNDEFINED = 0;
  static final int BP = 4;
  static final int SP_INDIRECT = 9;

  private static final int SAMPLES = 1 << 10;

  final int sp;
  final int previousSp;
  final int bpIndirect;

  OrcRegisters(int sp, int previousSp, int bpIndirect) {
    this.sp = sp;
    this.previousSp = previousSp;
    this.bpIndirect = bpIndirect;
  }

  /**
   * The numbering of a table's entries, by a thousand of them; empty if they do not tell. What is
   * not in the image is left out.
   */
  static Optional<OrcRegisters> of(OrcTable table) throws IOException {
    int before = 0;
    int since = 0;
    long distance = Math.max(1, table.count() / SAMPLES);
    for (long i = 0; i < table.count(); i += distance) {
      try {
        int register = table.entry(i).integer("sp_reg");
        before += register == BEFORE_7_1.sp ? 1 : 0;
        since += register == SINCE_7_1.sp ? 1 : 0;
      } catch (MemoryFault missing) {
        // The others tell as well.
      }
    }
    if (before == since) {
      return Optional.empty();
    }
    return Optional.of(before > since ? BEFORE_7_1 : SINCE_7_1);
  }
}
