package org.kexshot.cli.peer;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.operation.PeerSwitch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class PeerStopCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "End a peer, as a loss of power would, and give its memory back.",
          "What it has not written to its disks is lost: let it sync or unmount before it goes"
              + " back.");

  private final Argument<String> name =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder().paramLabel("NAME").description("The peer's name."));

  private final WaitOption wait = new WaitOption(arguments);

  public static CommandSpec spec() {
    return new PeerStopCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    new PeerSwitch(false, wait.patience()).stop(name.value(), new Notices(arguments.err()));
    return ExitCode.OK.number();
  }
}
