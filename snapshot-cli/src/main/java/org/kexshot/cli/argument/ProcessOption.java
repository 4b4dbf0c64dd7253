package org.kexshot.cli.argument;

import java.util.List;
import java.util.function.IntPredicate;
import picocli.CommandLine.Model.OptionSpec;

/** Which processes a command shows something of. */
public final class ProcessOption {
  private final Argument<List<Integer>> pids;

  public ProcessOption(Arguments arguments) {
    pids =
        arguments.options(
            Integer.class,
            OptionSpec.builder("-p", "--pid")
                .paramLabel("PID")
                .converters(WholeNumber.from(0))
                .splitRegex(",")
                .description("Only these processes. Default: all."));
  }

  /** Tells by process id. */
  public IntPredicate wanted() {
    return pid -> pids.given().isEmpty() || pids.value().contains(pid);
  }
}
