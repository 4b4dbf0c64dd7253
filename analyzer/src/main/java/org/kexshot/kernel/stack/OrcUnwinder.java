package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;

/** Unwinds by ORC tables. Source: {@code arch/x86/kernel/unwind_orc.c}. */
final class OrcUnwinder implements Unwinder {
  private static final int WORD = 8;

  /** What a range's stack holds, since 6.4 (commit fb799447ae29); before, see {@link #kind}. */
  private static final int NOTHING_KNOWN = 0;

  private static final int OUTERMOST = 1;
  private static final int CALL = 2;
  private static final int REGISTERS = 3;
  private static final int NUMBERED_FROM_CALL = 2;

  private final OrcTables tables;
  private final StackRegisters registers;
  private final Optional<OrcRegisters> numbers;

  OrcUnwinder(KernelImage image, OrcTables tables) throws IOException {
    this.tables = tables;
    this.registers = new StackRegisters(image);
    this.numbers = tables.registers();
  }

  @Override
  public Step step(StackMemory stack, Place place) throws IOException {
    Optional<KernelStruct> entry = tables.find(place.returned() ? place.ip() - 1 : place.ip());
    if (entry.isEmpty()) {
      return Step.lost("no ORC entry for the code at 0x%x", place.ip());
    }
    int kind = kind(entry.get());
    if (kind == OUTERMOST) {
      return Step.end();
    }
    if (numbers.isEmpty()) {
      return Step.lost("the ORC table does not tell how it numbers registers");
    }
    OptionalLong frame =
        kind == NOTHING_KNOWN ? OptionalLong.empty() : frame(stack, place, entry.get());
    if (frame.isEmpty()) {
      return Step.lost("the ORC entry for 0x%x does not say where its frame is", place.ip());
    }
    long sp = frame.getAsLong();
    return switch (kind) {
      case CALL -> called(stack, place, entry.get(), sp);
      case REGISTERS -> registers.interrupted(stack, sp, OptionalLong.empty());
      // What the processor itself saved: the last of the registers only.
      default ->
          registers.interrupted(stack, sp - registers.offset("ip"), OptionalLong.of(place.bp()));
    };
  }

  private static int kind(KernelStruct entry) throws IOException {
    int type = entry.integer("type");
    if (entry.member("type").bitSize() >= 3) {
      return type;
    }
    boolean last =
        entry.integer("sp_reg") == OrcRegisters.UNDEFINED
            || entry.has("end") && entry.integer("end") != 0;
    return last ? OUTERMOST : type + NUMBERED_FROM_CALL;
  }

  /** The caller's stack pointer. */
  private OptionalLong frame(StackMemory stack, Place place, KernelStruct entry)
      throws IOException {
    long offset = entry.number("sp_offset");
    int register = entry.integer("sp_reg");
    if (register == numbers.orElseThrow().sp) {
      return OptionalLong.of(place.sp() + offset);
    }
    if (register == OrcRegisters.BP) {
      return OptionalLong.of(place.bp() + offset);
    }
    if (register == numbers.orElseThrow().bpIndirect) {
      return stack.word(place.bp() + offset);
    }
    if (register == OrcRegisters.SP_INDIRECT) {
      OptionalLong word = stack.word(place.sp());
      return word.isPresent() ? OptionalLong.of(word.getAsLong() + offset) : word;
    }
    // Other registers hold it only where no function sleeps.
    return OptionalLong.empty();
  }

  private Step called(StackMemory stack, Place place, KernelStruct entry, long sp)
      throws IOException {
    OptionalLong returnAddress = stack.word(sp - WORD);
    if (returnAddress.isEmpty() || sp <= place.sp()) {
      return Step.lost("the frame of 0x%x at 0x%x does not lead up the stack", place.ip(), sp);
    }
    if (returnAddress.getAsLong() == 0) {
      return Step.end();
    }
    return Step.to(
        new Place(returnAddress.getAsLong(), sp, callersBp(stack, place, entry, sp), true));
  }

  /** The caller's frame pointer register; 0 if the stack does not have it. */
  private long callersBp(StackMemory stack, Place place, KernelStruct entry, long sp)
      throws IOException {
    int register = entry.integer("bp_reg");
    if (register == numbers.orElseThrow().previousSp) {
      return stack.word(sp + entry.number("bp_offset")).orElse(0);
    }
    return register == OrcRegisters.BP
        ? stack.word(place.bp() + entry.number("bp_offset")).orElse(0)
        : place.bp();
  }
}
