package org.kexshot.kernel.time;

import java.util.Optional;

/**
 * A timer that waits to expire.
 *
 * @param clock {@code jiffies} of the timer wheel, or the high-resolution clock that it goes by
 * @param processor whose timer it is
 * @param expires when, in ticks or in nanoseconds of its clock
 * @param remaining until then, as of when the kernel last brought its clocks forward; empty if that
 *     is not known
 * @param process id of the process that it was set for; empty for one of the kernel's own
 * @param function that it calls, as {@code name [module]}
 * @param address kernel virtual address of its {@code timer_list} or {@code hrtimer}
 */
public record KernelTimer(
    String clock,
    int processor,
    long expires,
    Optional<Long> remaining,
    Optional<Integer> process,
    String function,
    long address) {
  /** The function and the clock. */
  String title() {
    return "%s  %s  expires %d".formatted(function, clock, expires);
  }
}
