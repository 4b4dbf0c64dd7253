package org.kexshot.cli.hibernate;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.operation.hibernate.ResumeSystem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class ResumeCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Go on with the system that was hibernated to a device; this one ends.",
          "Nothing of this system is saved. An image that is damaged, was used, or does not fit this machine or"
              + " its file systems is refused before anything is loaded.");

  private final Argument<String> device =
      arguments.option(
          String.class,
          OptionSpec.builder("--device")
              .paramLabel("DEV")
              .required(true)
              .description("The device that it was hibernated to."));

  private final Argument<Boolean> force =
      arguments.flag(
          "--force-device",
          "Resume although devices or file systems are not as the system left them: it may destroy them.");

  private final WaitOption wait = new WaitOption(arguments);

  public static CommandSpec spec() {
    return new ResumeCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    new ResumeSystem(device.value(), force.value(), wait.patience())
        .resume(new Notices(arguments.err()));
    return ExitCode.OK.number();
  }
}
