package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.EstimateView;
import org.kexshot.export.LevelEstimate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "filter",
    mixinStandardHelpOptions = true,
    description = {
      "Write an image anew: filtered, in another format, packed otherwise.",
      "With --estimate, only say how many pages each dump level would keep."
    })
final class FilterCommand implements Callable<Integer> {
  @Mixin private ImageArgument image;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OUT",
      description = "A file to write, a block device, or - for standard output.")
  private String out;

  @Option(names = "--estimate", description = "Write nothing; count what each level would keep.")
  private boolean estimate;

  @Mixin private ExportOptions export;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (estimate == (out != null)) {
      throw new ParameterException(
          command.commandLine(), "Either OUT or --estimate must be given, and not both");
    }
    try (Image opened = image.open()) {
      return estimate
          ? output.show(new EstimateView(opened.name(), LevelEstimate.of(opened.dump())))
          : output.awayFrom(out).show(export.write(opened.dump(), out));
    }
  }
}
