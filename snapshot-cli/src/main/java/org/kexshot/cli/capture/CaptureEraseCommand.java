package org.kexshot.cli.capture;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.operation.DeviceDump;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class CaptureEraseCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "Overwrite the dump that lies on the snapshot device.");

  private final Argument<String> device =
      arguments.option(
          String.class,
          OptionSpec.builder("--device")
              .paramLabel("DEV")
              .description("The snapshot device. Default: the loaded capture kernel's."));

  private final WaitOption wait = new WaitOption(arguments);

  public static CommandSpec spec() {
    return new CaptureEraseCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    new DeviceDump(device.given(), wait.patience()).erase(arguments.out()::println);
    return ExitCode.OK.number();
  }
}
