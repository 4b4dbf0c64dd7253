package org.kexshot.cli.capture;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.DescriptionOptions;
import org.kexshot.cli.argument.KernelOptions;
import org.kexshot.cli.argument.LabelConverter;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProgressOption;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.report.CapturedView;
import org.kexshot.operation.DeviceDump;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class CaptureStoreCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Store the dump that lies on the snapshot device.",
          "It lies there if it could not be stored when it was taken, or was to be left there.");

  private final Argument<String> device =
      arguments.option(
          String.class,
          OptionSpec.builder("--device")
              .paramLabel("DEV")
              .description("The snapshot device. Default: the loaded capture kernel's."));

  private final Argument<String> label =
      arguments.option(
          String.class,
          OptionSpec.builder("-l", "--label")
              .paramLabel("LABEL")
              .converters(new LabelConverter())
              .description("A name for the snapshot. Default: the one that it was to have."));

  private final Argument<Boolean> keepOnDevice =
      arguments.flag("--keep-on-device", "Leave the dump on the device; else it is overwritten.");

  private final KernelOptions kernel = KernelOptions.ofCapture(arguments);
  private final DescriptionOptions description = new DescriptionOptions(arguments);
  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final ProgressOption progressOption = new ProgressOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new CaptureStoreCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (ProgressLine progress = progressOption.begin("Storing pages")) {
      return output.show(
          new CapturedView(
              new DeviceDump(device.given(), wait.patience())
                  .into(
                      repository.openOrCreate(),
                      noted -> description.describe(label.given().orElse(noted)),
                      kernel.files(),
                      keepOnDevice.value(),
                      new Notices(arguments.err()),
                      progress)));
    }
  }
}
