package org.kexshot.cli.peer;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.KeepClockOption;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.render.View;
import org.kexshot.cli.render.peer.ArrivalsView;
import org.kexshot.cli.render.peer.CrossingsView;
import org.kexshot.operation.PeerSwitch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The two ways between a system and its peer. */
public final class PeerSwitchCommands implements Callable<Integer> {
  private final boolean back;
  private final Arguments arguments;
  private final Argument<String> name;
  private final Argument<Integer> repeat;
  private final Argument<Boolean> keepClock;
  private final WaitOption wait;
  private final OutputOptions output;

  private PeerSwitchCommands(boolean back, String... description) {
    this.back = back;
    arguments = new Arguments(this, description);
    name =
        back
            ? null
            : arguments.parameter(
                String.class,
                PositionalParamSpec.builder().paramLabel("NAME").description("The peer's name."));
    repeat =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--repeat")
                .paramLabel("TIMES")
                .converters(WholeNumber.from(1))
                .defaultValue("1")
                .description("Do it so many times. Default: 1."));
    keepClock = KeepClockOption.of(arguments);
    wait = new WaitOption(arguments);
    output = new OutputOptions(arguments);
  }

  public static CommandSpec there() {
    return new PeerSwitchCommands(
            false,
            "Go to a peer: this system stands still until it comes back.",
            "Ends when the peer has come back.")
        .arguments.spec();
  }

  public static CommandSpec back() {
    return new PeerSwitchCommands(
            true,
            "In a peer, go back to the system that started it.",
            "Ends when that system has switched here again.")
        .arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    return output.show(view());
  }

  private View view() throws IOException {
    PeerSwitch operation = new PeerSwitch(keepClock.value(), wait.patience());
    return back
        ? new ArrivalsView(operation.back(repeat.value()))
        : new CrossingsView(
            operation.to(name.value(), repeat.value(), new Notices(arguments.err())));
  }
}
