package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeException;

/**
 * Registers that an entry to the kernel saved on a stack, {@code struct pt_regs}. Source: {@code
 * arch/x86/include/asm/ptrace.h}.
 */
final class StackRegisters {
  /** The bits of a segment that say how privileged it is; 3 is user mode. */
  private static final long PRIVILEGE = 3;

  /** What {@code TOP_OF_KERNEL_STACK_PADDING} is; of i386 8, and 16 with {@code CONFIG_VM86}. */
  private static final List<Integer> TOP_PADDINGS = List.of(0, 8, 16);

  private final KernelType layout;

  StackRegisters(KernelImage image) throws IOException {
    this.layout = image.type("pt_regs");
  }

  /**
   * Where the registers lie that the entry from user mode saved at a stack's end; the end where
   * there are none, as of a kernel thread.
   */
  long atEntry(StackMemory stack) throws TypeException {
    for (int padding : TOP_PADDINGS) {
      long registers = stack.end() - padding - layout.size();
      if (isOfUser(stack.word(registers + offset("cs")))
          && isOfUser(stack.word(registers + offset("ss")))) {
        return registers;
      }
    }
    return stack.end();
  }

  private static boolean isOfUser(OptionalLong segment) {
    return segment.isPresent() && (segment.getAsLong() & PRIVILEGE) == PRIVILEGE;
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
