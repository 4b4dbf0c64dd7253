package org.kexshot.kernel.time;

/**
 * A timer that waits to expire.
 *
 * @param clock {@code jiffies} of the timer wheel, or the high-resolution clock that it goes by
 * @param processor whose timer it is
 * @param expires when, in ticks or in nanoseconds of its clock
 * @param remaining until then; of high-resolution clocks 0, for no image tells their time
 * @param function that it calls, as {@code name [module]}
 * @param address kernel virtual address of its {@code timer_list} or {@code hrtimer}
 */
public record KernelTimer(
    String clock, int processor, long expires, long remaining, String function, long address) {
  /** The function and the clock. */
  String title() {
    return "%s  %s  expires %d".formatted(function, clock, expires);
  }
}
