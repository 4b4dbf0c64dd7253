package org.kexshot.physical;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.kexec.AssembledProgram;

/**
 * What the kernel jumps into to call a program in physical mode, assembled from {@code
 * src/main/asm}: {@code physical.S} says what it does. Here its tables are filled in.
 */
final class Trampoline {
  /** Selectors of the program's {@code physical-parameters.S}. */
  private static final int CODE64 = 0x10;

  private static final int DATA = 0x18;
  private static final int TSS_NMI = 0x40;
  private static final int TSS_DOUBLE = 0x48;

  /** Of 32-bit code, where a program in protected mode comes back to. */
  static final int CODE32 = 0x60;

  private static final int VECTORS = 32;
  private static final int NMI = 2;
  private static final int NO_COPROCESSOR = 7;
  private static final int DOUBLE_FAULT = 8;

  /** Of a processor, the bit that is always set alone. */
  private static final int FLAGS = 2;

  private static final int HANDLER_SIZE = 16;
  private static final int TSS_SIZE = 104;
  private static final int FAULT_STACK = 1;
  private static final int NMI_STACK = 2;

  private final AssembledProgram program;
  private final boolean wide;

  private Trampoline(AssembledProgram program, boolean wide) {
    this.program = program;
    this.wide = wide;
  }

  static Trampoline load(Architecture architecture) throws IOException {
    return switch (architecture) {
      case I386 -> new Trampoline(AssembledProgram.load("i386/physical"), false);
      case X86_64 -> new Trampoline(AssembledProgram.load("x86_64/physical"), true);
    };
  }

  /** Bytes that it takes in memory, whole pages. */
  long size() {
    return program.size() + Page.SIZE - 1 & -(long) Page.SIZE;
  }

  /** Offset of its entry. */
  long entry() {
    return program.offset("physical_start");
  }

  /** Offset of where a program in protected mode comes back to. */
  long exit() {
    return program.offset("exit32");
  }

  /**
   * The trampoline as it is loaded, a direct buffer.
   *
   * @param physical address of its first byte, below 4 GiB
   * @param memory physical address of the program's memory
   * @param memorySize bytes of it
   * @param parameters values by their names
   */
  ByteBuffer at(long physical, long memory, long memorySize, Map<String, Long> parameters) {
    ByteBuffer out =
        ByteBuffer.allocateDirect((int) size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(0, program.bytes());
    parameters.forEach((name, value) -> out.putLong(program.offset(name), value));
    out.putLong(program.offset("memory"), memory);
    descriptor(out, "program_code", Descriptors.segment(memory, memorySize, Descriptors.CODE));
    descriptor(out, "program_data", Descriptors.segment(memory, memorySize, Descriptors.DATA));
    for (String task : new String[] {"tss_main", "tss_nmi", "tss_double"}) {
      descriptor(out, task + "_descriptor", Descriptors.system(place(physical, task), TSS_SIZE));
    }
    task(out, "tss_nmi", physical, "nmi_task", "nmi_stack");
    task(out, "tss_double", physical, "double_task", "double_stack");
    gates(out, physical);
    for (String table : new String[] {"gdt", "idt"}) {
      out.putLong(program.offset(table + "_register") + Short.BYTES, place(physical, table));
    }
    if (wide) {
      wideTables(out, physical);
    }
    return out;
  }

  private void descriptor(ByteBuffer out, String name, long value) {
    out.putLong(program.offset(name), value);
  }

  private long place(long physical, String symbol) {
    return physical + program.offset(symbol);
  }

  /** A task of 32 bits that begins with the image's address in its {@code %ebx}. */
  private void task(ByteBuffer out, String name, long physical, String start, String stack) {
    int at = program.offset(name);
    out.putInt(at + 0x20, (int) place(physical, start));
    out.putInt(at + 0x24, FLAGS);
    out.putInt(at + 0x34, (int) physical);
    out.putInt(at + 0x38, (int) place(physical, stack));
    for (int segment = 0x48; segment <= 0x5c; segment += 4) {
      out.putInt(at + segment, segment == 0x4c ? CODE32 : DATA);
    }
    out.putInt(at + 0x64, TSS_SIZE << 16);
  }

  private void gates(ByteBuffer out, long physical) {
    int table = program.offset("idt");
    for (int vector = 0; vector < VECTORS; vector++) {
      long gate =
          switch (vector) {
            case NMI -> Descriptors.taskGate(TSS_NMI);
            case DOUBLE_FAULT -> Descriptors.taskGate(TSS_DOUBLE);
            case NO_COPROCESSOR ->
                Descriptors.interruptGate(place(physical, "coprocessor"), CODE32);
            default ->
                Descriptors.interruptGate(
                    place(physical, "faults") + (long) vector * HANDLER_SIZE, CODE32);
          };
      out.putLong(table + vector * Long.BYTES, gate);
    }
  }

  private void wideTables(ByteBuffer out, long physical) {
    int table = program.offset("idt_long");
    for (int vector = 0; vector < VECTORS; vector++) {
      long gate =
          vector == NMI
              ? Descriptors.longInterruptGate(place(physical, "nmi_long"), CODE64, NMI_STACK)
              : Descriptors.longInterruptGate(
                  place(physical, "faults_long") + (long) vector * HANDLER_SIZE,
                  CODE64,
                  FAULT_STACK);
      out.putLong(table + 2 * vector * Long.BYTES, gate);
    }
    out.putLong(program.offset("idt_long_register") + Short.BYTES, place(physical, "idt_long"));
    int tss = program.offset("tss_long");
    out.putLong(tss + 36, place(physical, "long_fault_stack"));
    out.putLong(tss + 44, place(physical, "long_nmi_stack"));
    out.putInt(tss + 100, TSS_SIZE << 16);
    descriptor(
        out, "tss_long_descriptor", Descriptors.system(place(physical, "tss_long"), TSS_SIZE));
  }

  /** What it left on its page of results. */
  ProgramResult results(ByteBuffer page, long request) {
    return ProgramResult.read(
        page, name -> program.offset(name) - program.offset("results"), request);
  }
}
