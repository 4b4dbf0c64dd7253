package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;

/**
 * Unwinds by frame pointers: each function of a kernel with {@code CONFIG_FRAME_POINTER} saves the
 * caller's and points to where it did, right below the return address. Source: {@code
 * arch/x86/kernel/unwind_frame.c}.
 */
final class FramePointers implements Unwinder {
  private final StackRegisters registers;

  FramePointers(KernelImage image) throws IOException {
    this.registers = new StackRegisters(image);
  }

  @Override
  public Step step(StackMemory stack, Place place) throws IOException {
    // The first call stands right below the registers that the entry saved; its caller's frame
    // pointer is then user mode's.
    if (place.sp() >= registers.atEntry(stack)) {
      return Step.end();
    }
    long frame = place.bp();
    long saved = savedRegisters(frame, stack);
    if (saved != 0) {
      return registers.interrupted(stack, saved, OptionalLong.empty());
    }
    OptionalLong above = stack.word(frame);
    OptionalLong returnAddress = stack.word(frame + stack.wordSize());
    if (frame < place.sp() - stack.wordSize() || above.isEmpty() || returnAddress.isEmpty()) {
      return Step.lost("the frame pointer 0x%x does not lead up the stack", frame);
    }
    return returnAddress.getAsLong() == 0
        ? Step.end()
        : Step.to(
            new Place(
                returnAddress.getAsLong(), frame + 2L * stack.wordSize(), above.getAsLong(), true));
  }

  /**
   * An entry to the kernel leaves the address of the registers instead of a frame's, marked: with
   * bit 0 set on x86_64, with the top bit cleared on i386 ({@code ENCODE_FRAME_POINTER}). Gives the
   * address, 0 if it is no such one.
   */
  private static long savedRegisters(long frame, StackMemory stack) {
    long plain = stack.wordSize() == 8 ? frame & ~1L : frame | 0x8000_0000L;
    return plain != frame && plain >= stack.start() && plain < stack.end() ? plain : 0;
  }
}
