package org.kexshot.kernel.process;

import java.util.Optional;

/**
 * How a process is to be treated, as it or somebody else asked. What a kernel does not have, or
 * could not be read, is empty.
 *
 * @param policy by which its first thread is scheduled, as {@code chrt} names it
 * @param nice of that thread, from -20 to 19
 * @param realtimePriority of that thread, from 1; 0 where the policy has none
 * @param processors that the thread may run on, as {@code /proc/PID/status} lists them; of kernel
 *     threads, whose the kernel changes by itself, empty
 * @param oomScoreAdjust {@code /proc/PID/oom_score_adj}
 * @param stopped whether it stands still, for a signal or a debugger
 */
public record ProcessSettings(
    Optional<String> policy,
    Optional<Long> nice,
    Optional<Long> realtimePriority,
    Optional<String> processors,
    Optional<Long> oomScoreAdjust,
    Optional<Boolean> stopped) {
  /** Nothing is known. */
  public static final ProcessSettings UNKNOWN =
      new ProcessSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
