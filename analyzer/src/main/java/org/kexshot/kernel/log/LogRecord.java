package org.kexshot.kernel.log;

/**
 * One record of the kernel log.
 *
 * @param sequence its number since boot; gaps are records that were overwritten
 * @param nanos nanoseconds since boot
 * @param facility syslog facility; 0 for the kernel's own
 * @param level syslog level, 0 (emergency) to 7 (debug)
 * @param caller who printed it, {@code "T17"} for a thread or {@code "C1"} for a processor; empty
 *     where the kernel does not record callers
 * @param text the text without a final newline; may hold several lines
 */
public record LogRecord(
    long sequence, long nanos, int facility, int level, String caller, String text) {
  /** As {@code dmesg} prints it. */
  String title() {
    return "[%d.%06d] %s".formatted(nanos / 1_000_000_000, nanos / 1000 % 1_000_000, text);
  }
}
