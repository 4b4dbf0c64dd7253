package org.kexshot.linux;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The processor's time-stamp counter, in cycles of a constant rate that is to be measured. It runs
 * on while another kernel has the processor, which no clock of Linux does.
 *
 * <p>The instruction that reads it is run in this process, some microseconds a call: no call of the
 * system's gives the counter. Source: {@code arch/x86/kernel/tsc.c}, {@code
 * kernel/time/clocksource.c}.
 */
public final class TimeStampCounter implements Closeable {
  private static final Path CLOCK_SOURCES = Path.of("/sys/devices/system/clocksource/clocksource0");

  private static final String NAME = "tsc";

  /** What {@code /proc/cpuinfo} calls a counter that neither changes its rate nor stops. */
  private static final List<String> INVARIANT = List.of("constant_tsc", "nonstop_tsc");

  /** {@code rdtsc; ret}. A C function returns 64 bits in EDX:EAX, where rdtsc leaves them. */
  private static final byte[] CODE_I386 = {0x0f, 0x31, (byte) 0xc3};

  /** {@code rdtsc; shl $32, %rdx; or %rdx, %rax; ret}. */
  private static final byte[] CODE_X86_64 = {
    0x0f, 0x31, 0x48, (byte) 0xc1, (byte) 0xe2, 0x20, 0x48, 0x09, (byte) 0xd0, (byte) 0xc3
  };

  private final AnonymousMemory memory;
  private final Function code;

  private TimeStampCounter(AnonymousMemory memory) {
    this.memory = memory;
    this.code = Function.getFunction(memory.start());
  }

  /**
   * Opens the counter.
   *
   * @throws IOException with the reason, if the kernel does not take it for a clock, or if this
   *     process may not run code that it wrote
   */
  public static TimeStampCounter open() throws IOException {
    Optional<String> doubt =
        doubt(
            Files.readString(CLOCK_SOURCES.resolve("current_clocksource")),
            Files.readString(CLOCK_SOURCES.resolve("available_clocksource")),
            Files.readString(Path.of("/proc/cpuinfo")));
    if (doubt.isPresent()) {
      throw new IOException(doubt.get());
    }
    if (!Platform.isIntel()) {
      throw new IOException("this Java runtime is not one for x86");
    }
    byte[] bytes = Native.POINTER_SIZE == 4 ? CODE_I386 : CODE_X86_64;
    AnonymousMemory memory = AnonymousMemory.executable(bytes.length);
    memory.start().write(0, bytes, 0, bytes.length);
    return new TimeStampCounter(memory);
  }

  /**
   * Why the counter is no measure of time. The kernel compares it with another clock and takes it
   * off the list when they drift apart; it is the kernel's own clock where it was found good.
   */
  static Optional<String> doubt(String current, String available, String processors) {
    if (current.strip().equals(NAME)) {
      return Optional.empty();
    }
    if (!List.of(available.strip().split("\\s+")).contains(NAME)) {
      return Optional.of(
          "the kernel has no time-stamp counter among its clock sources (%s) or found it unstable"
              .formatted(available.strip()));
    }
    List<String> flags = List.of(processors.split("\\s+"));
    if (!flags.containsAll(INVARIANT)) {
      return Optional.of(
          "the kernel's clock source is %s, and the processor does not say that its time-stamp"
                  .formatted(current.strip())
              + " counter never stops");
    }
    return Optional.empty();
  }

  /** The count now, on whichever processor this runs: the kernel keeps theirs equal. */
  public long read() {
    return code.invokeLong(new Object[0]);
  }

  @Override
  public void close() {
    memory.close();
  }
}
