package org.kexshot.physical;

import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;

/**
 * How a program in physical mode ended.
 *
 * @param end why
 * @param value what it returned: 64 bits in long mode, else 32
 * @param vector of the exception that ended it
 * @param error that exception's error code; 0 where it has none
 * @param address where it was when an exception or the timer ended it: an offset in its memory
 * @param timer whether the timer was seen to work
 * @param cycles of the time-stamp counter that it took, the trying of the timer among them
 */
public record ProgramResult(
    End end, long value, int vector, long error, long address, boolean timer, long cycles) {
  /** Reasons to end, by the number that the trampoline has for each. */
  public enum End {
    /** There is no result of this run. */
    NONE,
    RETURNED,
    FAULTED,
    TIMED_OUT,
    /** The timer that would end it does not work, so that it was not run. */
    UNGUARDED
  }

  /** Names of exceptions, Intel's manual, volume 3, table 6-1. */
  private static final String[] EXCEPTIONS = {
    "divide error",
    "debug exception",
    "NMI",
    "breakpoint",
    "overflow",
    "bound range exceeded",
    "invalid opcode",
    "no coprocessor",
    "double fault",
    "coprocessor segment overrun",
    "invalid TSS",
    "segment not present",
    "stack-segment fault",
    "general protection",
    "page fault",
    "exception 15",
    "floating-point error",
    "alignment check",
    "machine check",
    "SIMD floating-point exception"
  };

  /**
   * Reads a page of results.
   *
   * @param offset of a result on the page, by its name
   * @param request whose results these must be
   */
  static ProgramResult read(ByteBuffer page, ToIntFunction<String> offset, long request) {
    long status = page.getLong(offset.applyAsInt("result_status"));
    boolean ours = page.getLong(offset.applyAsInt("result_request")) == request;
    End end =
        !ours || status < 0 || status >= End.values().length
            ? End.NONE
            : End.values()[(int) status];
    return new ProgramResult(
        end,
        page.getLong(offset.applyAsInt("result_value")),
        (int) page.getLong(offset.applyAsInt("result_vector")),
        page.getLong(offset.applyAsInt("result_error")),
        page.getLong(offset.applyAsInt("result_address")),
        page.getLong(offset.applyAsInt("result_timer")) == 1,
        page.getLong(offset.applyAsInt("result_cycles")));
  }

  /** The exception that ended it, in words. */
  public String exception() {
    String name = vector < EXCEPTIONS.length ? EXCEPTIONS[vector] : "exception " + vector;
    return "%s (vector %d, error code 0x%x)".formatted(name, vector, error);
  }
}
