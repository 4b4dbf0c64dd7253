package org.kexshot.cli.jump;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.operation.ImageLoad;
import picocli.CommandLine.Model.CommandSpec;

public final class UnloadCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Unload whatever kexshot has loaded, a capture kernel too, and give its memory back.");

  private final WaitOption wait = new WaitOption(arguments);

  public static CommandSpec spec() {
    return new UnloadCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    ImageLoad.unload(wait.patience(), new Notices(arguments.err()));
    return ExitCode.OK.number();
  }
}
