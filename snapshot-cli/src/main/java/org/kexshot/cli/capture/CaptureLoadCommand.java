package org.kexshot.cli.capture;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.CaptureKernelOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.report.CaptureView;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class CaptureLoadCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Load a capture kernel, in place of any that was loaded before.",
          "The snapshot device's contents are lost; one that holds a file system, a partition table"
              + " or part of a volume is refused.");

  private final Argument<String> device =
      arguments.option(
          String.class,
          OptionSpec.builder("--device")
              .paramLabel("DEV")
              .required(true)
              .description("The snapshot device: a disk or partition that nothing else uses."));

  private final CaptureKernelOptions kernel = new CaptureKernelOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new CaptureLoadCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    return output.show(
        new CaptureView(kernel.of(device.value()).load(new Notices(arguments.err()))));
  }
}
