package org.kexshot.physical;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.io.AtExit;
import org.kexshot.kexec.IdentityMap;
import org.kexshot.kexec.ImageSlot;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.JumpException.Reason;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.Preconditions;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.KexecSegment;

/**
 * A program in physical mode with the memory that it is to have, lent by this system. Each run
 * loads the trampoline, jumps, and unloads it.
 *
 * <p>The memory holds, page by page: the trampoline, which the kernel exchanges with its image and
 * back; its results; on x86_64 its page tables; room for low memory, for a program in real mode;
 * and the program's own.
 */
public final class ProgramRun implements Closeable {
  /** Nothing of it may need more than 32 bits of address. */
  private static final long LIMIT = 1L << 32;

  /** The PIT's 65536 counts at 1,193,182 a second. */
  private static final long NANOS_OF_TICK = 54_925_420;

  /** Where a program in real mode and what calls it lie; see {@code physical-parameters.S}. */
  private static final PhysicalRange REAL_MODE = new PhysicalRange(0x8000, 0x2_0000);

  private static final long LOW_MEMORY_END = 0xa_0000;

  /**
   * A run that came back.
   *
   * @param output of the program; empty unless it returned
   */
  public record Finished(ProgramResult result, byte[] output, Jump jump) {
    public Finished {
      output = output.clone();
    }

    @Override
    public byte[] output() {
      return output.clone();
    }
  }

  private final JumpLock lock;
  private final RunningKernel kernel;
  private final KernelLayouts layouts;
  private final Trampoline trampoline;
  private final PhysicalProgram program;
  private final long ticks;
  private final PhysicalRange low;
  private final IdentityMap tables;
  private final LentMemory lent;
  private final AtExit end;

  private ProgramRun(
      JumpLock lock,
      RunningKernel kernel,
      PhysicalProgram program,
      Duration limit,
      PhysicalRange low,
      IdentityMap tables)
      throws IOException {
    this.lock = lock;
    this.kernel = kernel;
    this.layouts = KernelLayouts.read(kernel.architecture());
    this.trampoline = Trampoline.load(kernel.architecture());
    this.program = program;
    this.ticks = (limit.toNanos() + NANOS_OF_TICK - 1) / NANOS_OF_TICK;
    this.low = low;
    this.tables = tables;
    this.lent =
        LentMemory.borrow(
            memoryOffset() + program.memory(), Page.SIZE, LIMIT, LentMemory.LONG_SEARCH);
    LentMemory.Ticket ticket = lent.ticket();
    this.end = lock.atExit(() -> LentMemory.giveBack(ticket));
    boolean held = false;
    try {
      lent.hold();
      held = true;
    } finally {
      if (!held) {
        close();
      }
    }
  }

  /**
   * Borrows the memory and makes all ready.
   *
   * @param lock that nobody else loads or jumps
   * @param limit after which the program is ended; zero for never
   * @throws JumpException if this machine cannot jump, or an image is loaded
   * @throws org.kexshot.kexec.NotLentException if there is not so much memory in one piece
   */
  public static ProgramRun prepare(JumpLock lock, PhysicalProgram program, Duration limit)
      throws IOException {
    Preconditions.requireRoot();
    Preconditions.requireJump();
    if (ImageSlot.isOccupied()) {
      throw new JumpException(
          Reason.FOREIGN_IMAGE,
          "a kexec image is loaded already, and a program in physical mode needs its place: unload"
              + " it (`kexshot unload`, `kexec -u`)");
    }
    RunningKernel kernel = RunningKernel.read();
    requireMode(kernel, program.mode());
    PhysicalRange low =
        program.mode() == EntryMode.REAL ? lowMemory(kernel) : new PhysicalRange(0, 0);
    return new ProgramRun(lock, kernel, program, limit, low, tables(kernel));
  }

  private static void requireMode(RunningKernel kernel, EntryMode mode) throws JumpException {
    if (mode == EntryMode.LONG && kernel.architecture() != Architecture.X86_64) {
      throw new JumpException(
          Reason.CANNOT_JUMP,
          "a program in long mode needs an x86_64 kernel: this is one for i386");
    }
    if (kernel.isEncrypted()) {
      throw new JumpException(
          Reason.CANNOT_JUMP,
          "the processor encrypts this machine's memory (SME or SEV): a program in physical mode"
              + " would read it encrypted");
    }
  }

  /** The RAM below 640 KiB, which a program in real mode may write to. */
  private static PhysicalRange lowMemory(RunningKernel kernel) throws JumpException {
    for (PhysicalRange range : kernel.memory().systemRam()) {
      if (range.start() <= REAL_MODE.start() && range.end() >= REAL_MODE.end()) {
        return new PhysicalRange(range.start(), Math.min(range.end() & -4, LOW_MEMORY_END));
      }
    }
    throw new JumpException(
        Reason.CANNOT_JUMP,
        "/proc/iomem has no RAM from 0x%x to 0x%x, where a program in real mode runs"
            .formatted(REAL_MODE.start(), REAL_MODE.end()));
  }

  /** The first 4 GiB, devices among them, and what RAM there is above. */
  private static IdentityMap tables(RunningKernel kernel) {
    List<PhysicalRange> mapped = new ArrayList<>(List.of(new PhysicalRange(0, LIMIT)));
    for (PhysicalRange range : kernel.memory().systemRam()) {
      if (range.end() > LIMIT) {
        mapped.add(new PhysicalRange(Math.max(range.start(), LIMIT), range.end()));
      }
    }
    return IdentityMap.of(mapped, kernel.pagingLevels(), kernel.gigabytePages());
  }

  private long resultsOffset() {
    return trampoline.size();
  }

  private long tablesOffset() {
    return resultsOffset() + Page.SIZE;
  }

  private long lowOffset() {
    return tablesOffset() + tables.size();
  }

  private long memoryOffset() {
    return lowOffset() + low.length() + Page.SIZE - 1 & -Page.SIZE;
  }

  /**
   * Runs the program once.
   *
   * @param clock measures the jump
   * @throws PhysicalException if there is no result
   */
  public Finished run(JumpClock clock) throws IOException {
    long start = lent.ticket().range().start();
    ProgramMemory memory = new ProgramMemory(program, start + memoryOffset());
    ImageSlot slot = ImageSlot.find(kernel.symbols(), layouts);
    long request = System.nanoTime();
    lent.write(start + resultsOffset(), ByteBuffer.allocateDirect(Page.SIZE));
    if (tables.size() > 0) {
      lent.write(start + tablesOffset(), ByteBuffer.wrap(tables.encode(start + tablesOffset())));
    }
    for (ProgramMemory.Piece piece :
        memory.pieces(start, start + trampoline.exit(), Trampoline.CODE32)) {
      lent.write(start + memoryOffset() + piece.offset(), piece.bytes());
    }
    ByteBuffer image =
        trampoline.at(
            start, start + memoryOffset(), program.memory(), parameters(memory, start, request));
    KexecSegment segment = new KexecSegment(image, start, trampoline.size());
    Jump jump =
        Jump.once(
            lock,
            slot,
            OwnImage.Purpose.PROGRAM,
            start + trampoline.entry(),
            segment,
            clock,
            Jump.Preparation.NONE);
    ProgramResult result = trampoline.results(read(start + resultsOffset(), Page.SIZE), request);
    if (result.end() == ProgramResult.End.NONE) {
      throw new PhysicalException(
          "the program in physical mode left no results: the kernel jumped elsewhere; try again");
    }
    return new Finished(result, output(memory, start, result), jump);
  }

  private Map<String, Long> parameters(ProgramMemory memory, long start, long request)
      throws IOException {
    TimerRoute timer = TimerRoute.read();
    Map<String, Long> parameters = new HashMap<>();
    parameters.put("request", request);
    parameters.put(
        "a_gdt_source", kernel.savedContext() + layouts.offset("saved_context", "gdt_desc"));
    parameters.put("results_page", start + resultsOffset());
    parameters.put("mode", (long) program.mode().bits());
    parameters.put("stack", memory.stackOffset());
    parameters.put("block", memory.blockOffset());
    parameters.put("low_copy", start + lowOffset());
    parameters.put("low_start", low.start());
    parameters.put("low_end", low.end());
    parameters.put("ticks", ticks);
    parameters.put("io_apic", timer.ioApic());
    parameters.put("io_apic_entry", 0x10L + 2L * timer.pin());
    parameters.put("hpet", timer.hpet());
    if (tables.size() > 0) {
      parameters.put("page_tables", start + tablesOffset());
    }
    return parameters;
  }

  private byte[] output(ProgramMemory memory, long start, ProgramResult result) throws IOException {
    if (result.end() != ProgramResult.End.RETURNED) {
      return new byte[0];
    }
    long base = start + memoryOffset();
    long said = read(base + memory.outputLengthOffset(), Long.BYTES).getLong();
    int length = memory.outputLength(said);
    if (length < 0) {
      throw new PhysicalException(
          "the program says that its output has %d bytes, more than there is room for"
              .formatted(said));
    }
    byte[] output = new byte[length];
    read(base + memory.outputOffset(), length).get(output);
    return output;
  }

  private ByteBuffer read(long address, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    lent.read(address, bytes);
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    lent.close();
    LentMemory.giveBack(lent.ticket());
    end.close();
  }
}
