package org.kexshot.cli.physical;

import java.time.Duration;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.KeepClockOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.operation.PhysicalRun;
import org.kexshot.physical.PhysicalProgram;
import picocli.CommandLine.Model.OptionSpec;

/** How a program in physical mode is run. */
final class PhysicalOptions {
  /** In real mode the ticks are counted in 16 bits. */
  private static final int LONGEST = 3000;

  private final Argument<Integer> limit;
  private final WaitOption wait;
  private final Argument<Boolean> keepClock;

  public PhysicalOptions(Arguments arguments) {
    limit =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--limit")
                .paramLabel("SECONDS")
                .converters(new WholeNumber(0, LONGEST))
                .defaultValue(Long.toString(PhysicalRun.USUAL_LIMIT.toSeconds()))
                .description(
                    "End it after so long; 0 for never, also where no timer could end it. Default:"
                        + " ${DEFAULT-VALUE}."));
    wait = new WaitOption(arguments);
    keepClock = KeepClockOption.of(arguments);
  }

  public Duration limit() {
    return Duration.ofSeconds(limit.value());
  }

  public PhysicalRun of(PhysicalProgram program) {
    return new PhysicalRun(program, limit(), keepClock.value(), wait.patience());
  }
}
