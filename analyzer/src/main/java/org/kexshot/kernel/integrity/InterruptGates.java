package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;

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

  private final Inspection inspection;
  private final KernelImage image;

  InterruptGates(Inspection inspection) {
    this.inspection = inspection;
    this.image = inspection.image();
  }

  void check() throws IOException {
    OptionalLong table = image.symbols().findData("idt_table");
    if (table.isEmpty()) {
      return;
    }
    long size = image.type("gate_struct").size();
    for (int i = 0; i < GATES; i++) {
      try {
        check(i, image.struct("gate_struct", table.getAsLong() + i * size));
      } catch (IOException fault) {
        inspection.problems().add("idt_table[%d]: %s", i, fault.getMessage());
      }
    }
  }

  private void check(int vector, KernelStruct gate) throws IOException {
    long high = gate.has("offset_high") ? gate.number("offset_high") : 0;
    long handler = high << 32 | gate.number("offset_middle") << 16 | gate.number("offset_low");
    inspection.looked(Subject.INTERRUPT_GATES, 1);
    boolean present = !gate.has("bits.p") || gate.number("bits.p") != 0;
    boolean kernel = inspection.targets().code().isKernelText(handler) || isEarly(vector, handler);
    if (present && handler != 0 && !kernel) {
      inspection.leads(
          FindingType.INTERRUPT_GATE,
          "idt_table[%d]".formatted(vector),
          gate.address(),
          handler,
          "an entry of the kernel");
    }
  }

  /**
   * Whether it is what the boot set up for an exception that no processor raises, and that nothing
   * replaced: a list of handlers of one size.
   */
  private boolean isEarly(int vector, long handler) throws IOException {
    OptionalLong early = image.symbols().findFunction("early_idt_handler_array");
    if (early.isEmpty() || vector >= EXCEPTIONS) {
      return false;
    }
    long distance = handler - early.getAsLong();
    return distance == (long) vector * EARLY_HANDLER
        || distance == (long) vector * (EARLY_HANDLER + ENDBR);
  }
}
