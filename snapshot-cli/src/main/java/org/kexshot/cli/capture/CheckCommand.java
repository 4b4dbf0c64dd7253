package org.kexshot.cli.capture;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.report.PreconditionsView;
import org.kexshot.operation.JumpCheck;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class CheckCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Say whether this machine can jump, and what to do where it cannot.",
          "Also whether its memory can be read without a jump (`snap --method live`).");

  private final Argument<String> device =
      arguments.option(
          String.class,
          OptionSpec.builder("--device")
              .paramLabel("DEV")
              .description("The snapshot device, to be checked too."));

  private final Argument<Integer> memory =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--memory")
              .paramLabel("MIB")
              .converters(WholeNumber.from(1))
              .description(
                  "Memory that the capture kernel is to get. Default: as much as it takes."));

  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new CheckCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    JumpCheck check = JumpCheck.of(memory.given().map(mib -> (long) mib << 20), device.given());
    return output.show(
        new PreconditionsView(check), check.isMet() ? ExitCode.OK : ExitCode.CANNOT_JUMP);
  }
}
