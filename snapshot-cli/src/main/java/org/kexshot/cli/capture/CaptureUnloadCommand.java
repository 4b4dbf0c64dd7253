package org.kexshot.cli.capture;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.operation.CaptureKernelStatus;
import picocli.CommandLine.Model.CommandSpec;

public final class CaptureUnloadCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "Unload the capture kernel and give its memory back.");

  private final WaitOption wait = new WaitOption(arguments);

  public static CommandSpec spec() {
    return new CaptureUnloadCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    CaptureKernelStatus.unload(wait.patience(), new Notices(arguments.err()));
    return ExitCode.OK.number();
  }
}
