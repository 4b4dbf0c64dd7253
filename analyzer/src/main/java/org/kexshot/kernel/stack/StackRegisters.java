package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeException;

/**
 * Registers that an entry to the kernel saved on a stack, {@code struct pt_regs}. Source: {@code
 * arch/x86/include/asm/ptrace.h}.
 */
final class StackRegisters {
  /** The bits of the code segment that say how privileged it is; 3 is user mode. */
  private static final long PRIVILEGE = 3;

  private final KernelType layout;

  StackRegisters(KernelImage image) throws IOException {
    this.layout = image.type("pt_regs");
  }

  long size() {
    return layout.size();
  }

  /** Bytes from the start to a register. */
  long offset(String register) throws TypeException {
    return layout
        .member(register)
        .orElseThrow(() -> new TypeException("the image's pt_regs has no member " + register))
        .offset();
  }

  /**
   * Where the interrupted function stood, if it was the kernel's.
   *
   * @param registers address of the saved registers
   * @param bp of the place if it was not saved
   */
  Unwinder.Step interrupted(StackMemory stack, long registers, OptionalLong bp) throws IOException {
    OptionalLong segment = stack.word(registers + offset("cs"));
    OptionalLong ip = stack.word(registers + offset("ip"));
    if (segment.isEmpty() || ip.isEmpty()) {
      return Unwinder.Step.lost("registers at 0x%x, which is not on the stack", registers);
    }
    if ((segment.getAsLong() & PRIVILEGE) == PRIVILEGE || ip.getAsLong() == 0) {
      return Unwinder.Step.end();
    }
    long sp =
        stack.wordSize() == 8
            ? stack.word(registers + offset("sp")).orElse(0)
            : registers + offset("sp");
    return Unwinder.Step.to(
        new Unwinder.Place(
            ip.getAsLong(),
            sp,
            bp.isPresent() ? bp.getAsLong() : stack.word(registers + offset("bp")).orElse(0),
            false));
  }
}
