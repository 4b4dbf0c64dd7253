package org.kexshot.kernel;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Checks the interrupt descriptor table: each gate must lead into the kernel's text. Source: {@code
 * arch/x86/include/asm/desc_defs.h}, {@code arch/x86/kernel/idt.c}.
 */
final class InterruptGates {
  private static final int GATES = 256;
  private static final int EXCEPTIONS = 32;

  /** {@code EARLY_IDT_HANDLER_SIZE}, to which indirect branch tracking adds an instruction. */
  private static final int EARLY_HANDLER = 9;

  private static final int ENDBR = 4;

  private final KernelImage image;
  private final CodeTargets targets;
  private final Problems problems;
  private final Consumer<Finding> found;

  InterruptGates(
      KernelImage image, CodeTargets targets, Problems problems, Consumer<Finding> found) {
    this.image = image;
    this.targets = targets;
    this.problems = problems;
    this.found = found;
  }

  void check() throws IOException {
    OptionalLong table = image.symbols().find("idt_table");
    if (table.isEmpty()) {
      return;
    }
    long size = image.type("gate_struct").size();
    for (int i = 0; i < GATES; i++) {
      try {
        check(i, image.struct("gate_struct", table.getAsLong() + i * size));
      } catch (IOException fault) {
        problems.add("idt_table[%d]: %s", i, fault.getMessage());
      }
    }
  }

  private void check(int vector, KernelStruct gate) throws IOException {
    long high = gate.has("offset_high") ? gate.number("offset_high") : 0;
    long handler = high << 32 | gate.number("offset_middle") << 16 | gate.number("offset_low");
    boolean present = !gate.has("bits.p") || gate.number("bits.p") != 0;
    boolean kernel = targets.code().isKernelText(handler) || isEarly(vector, handler);
    if (present && handler != 0 && !kernel) {
      found.accept(
          new Finding(
              FindingKind.INTERRUPT_GATE,
              "idt_table[%d]".formatted(vector),
              gate.address(),
              targets.describe(handler),
              "an entry of the kernel",
              false));
    }
  }

  /**
   * Whether it is what the boot set up for an exception that no processor raises, and that nothing
   * replaced: a list of handlers of one size.
   */
  private boolean isEarly(int vector, long handler) throws IOException {
    OptionalLong early = image.symbols().find("early_idt_handler_array");
    if (early.isEmpty() || vector >= EXCEPTIONS) {
      return false;
    }
    long distance = handler - early.getAsLong();
    return distance == (long) vector * EARLY_HANDLER
        || distance == (long) vector * (EARLY_HANDLER + ENDBR);
  }
}
