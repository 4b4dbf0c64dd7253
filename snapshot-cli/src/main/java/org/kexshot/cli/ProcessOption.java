package org.kexshot.cli;

import java.util.Set;
import java.util.function.IntPredicate;
import picocli.CommandLine.Option;

/** Of which processes a command shows something. */
final class ProcessOption {
  @Option(
      names = {"-p", "--pid"},
      paramLabel = "PID",
      split = ",",
      description = "Only of these processes. Default: of all.")
  private Set<Integer> pids;

  /** Tells by process id. */
  IntPredicate wanted() {
    return pid -> pids == null || pids.contains(pid);
  }
}
