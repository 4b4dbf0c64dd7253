package org.kexshot.cli.argument;

import java.time.Duration;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How long a command waits for another that is at the same thing. */
public final class WaitOption {
  /** Long enough for whoever waits, and short enough to be added to. */
  private static final String FOR_EVER = Integer.toString(Integer.MAX_VALUE);

  private final Argument<Integer> seconds;

  public WaitOption(Arguments arguments) {
    seconds =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--wait")
                .arity("0..1")
                .paramLabel("SECONDS")
                .converters(WholeNumber.from(0))
                .fallbackValue(FOR_EVER)
                .preprocessor(new LeaveOthers())
                .defaultValue("0")
                .description(
                    "Wait for another kexshot that takes a snapshot, loads, or writes to the"
                        + " repository: as long as it takes, or so many seconds. Default: end at once."));
  }

  public Duration patience() {
    return Duration.ofSeconds(seconds.value());
  }

  /**
   * Takes what follows and is no number for another argument, such as a label. No lambda: to make
   * one, the runtime links picocli's interface, which then is too old for the archive of classes,
   * and at each start all jars would be opened to look for it.
   */
  private static final class LeaveOthers implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      boolean isAttached = "=".equals(info.get("separator"));
      if (!isAttached && !arguments.isEmpty() && !arguments.peek().matches("\\d+")) {
        arguments.push(FOR_EVER);
      }
      return false;
    }
  }
}
