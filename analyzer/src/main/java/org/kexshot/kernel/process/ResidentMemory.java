package org.kexshot.kernel.process;

/**
 * Pages of a process that are in memory, as its own counters have them.
 *
 * @param filePages of files that it maps
 * @param anonymousPages of its own
 * @param sharedPages of shared memory and tmpfs
 */
public record ResidentMemory(long filePages, long anonymousPages, long sharedPages) {
  /** All of them, as {@code VmRSS} of {@code /proc/PID/status} counts them. */
  public long pages() {
    return filePages + anonymousPages + sharedPages;
  }
}
