package org.kexshot.physical;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.BareMachine;
import org.kexshot.kexec.IdentityMap;

/** A program in physical mode on a machine with nothing else: its bytes, and what it left. */
final class BareProgram {
  private static final long IMAGE = 0x40_0000;
  private static final long RESULTS = 0x41_0000;
  private static final long TABLES = 0x42_0000;
  private static final long LOW_COPY = 0x44_0000;
  private static final long GDT_SOURCE = 0x4f_0000;
  static final long MEMORY = 0x50_0000;
  private static final long LOW_START = 0x1000;
  private static final long LOW_END = 0x9_f000;
  private static final long REQUEST = 0x1122_3344_5566_7788L;

  private final Architecture architecture;
  private final int ticks;
  private final TimerRoute timer;
  private byte[] output = {};
  private boolean lowMemoryKept;

  BareProgram(Architecture architecture, int ticks, TimerRoute timer) {
    this.architecture = architecture;
    this.ticks = ticks;
    this.timer = timer;
  }

  static PhysicalProgram program(String name, String input) throws IOException {
    EntryMode mode = EntryMode.of(Integer.parseInt(name.substring(name.length() - 2)));
    return new PhysicalProgram(
        BareMachine.program(name), input.getBytes(StandardCharsets.US_ASCII), mode, 1 << 16);
  }

  ProgramResult run(PhysicalProgram program, String... options) throws Exception {
    Trampoline trampoline = Trampoline.load(architecture);
    ProgramMemory layout = new ProgramMemory(program, MEMORY);
    try (BareMachine bare = new BareMachine()) {
      ByteBuffer memory = bare.memory();
      Map<String, Long> parameters = new HashMap<>();
      parameters.put("request", REQUEST);
      parameters.put("a_gdt_source", GDT_SOURCE);
      parameters.put("results_page", RESULTS);
      parameters.put("mode", (long) program.mode().bits());
      parameters.put("stack", layout.stackOffset());
      parameters.put("block", layout.blockOffset());
      parameters.put("low_copy", LOW_COPY);
      parameters.put("low_start", LOW_START);
      parameters.put("low_end", LOW_END);
      parameters.put("ticks", (long) ticks);
      parameters.put("io_apic", timer.ioApic());
      parameters.put("io_apic_entry", 0x10L + 2L * timer.pin());
      parameters.put("hpet", timer.hpet());
      parameters.put("page_tables", TABLES);
      memory.put(
          (int) IMAGE,
          trampoline.at(IMAGE, MEMORY, program.memory(), parameters),
          0,
          (int) trampoline.size());
      byte[] tables =
          IdentityMap.of(List.of(new PhysicalRange(0, 1L << 32)), 4, false).encode(TABLES);
      memory.put((int) TABLES, tables);
      for (ProgramMemory.Piece piece :
          layout.pieces(IMAGE, IMAGE + trampoline.exit(), Trampoline.CODE32)) {
        memory.put((int) (MEMORY + piece.offset()), piece.bytes(), 0, piece.bytes().limit());
      }
      byte[] low = new byte[(int) (LOW_END - LOW_START)];
      bare.run(architecture, IMAGE + trampoline.entry(), options);
      memory.get((int) LOW_START, low);
      byte[] copy = new byte[low.length];
      memory.get((int) LOW_COPY, copy);
      lowMemoryKept = Arrays.equals(low, copy);
      int length =
          layout.outputLength(memory.getLong((int) (MEMORY + layout.outputLengthOffset())));
      output = new byte[Math.max(0, length)];
      memory.get((int) (MEMORY + layout.outputOffset()), output);
      return trampoline.results(memory.slice((int) RESULTS, 4096).order(memory.order()), REQUEST);
    }
  }

  byte[] output() {
    return output.clone();
  }

  /** Whether low memory is as it was before a program in real mode. */
  boolean lowMemoryKept() {
    return lowMemoryKept;
  }
}
