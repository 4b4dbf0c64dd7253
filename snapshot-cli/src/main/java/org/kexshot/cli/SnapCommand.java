package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.CapturedView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "snap",
    mixinStandardHelpOptions = true,
    description = {
      "Take a snapshot of this machine and add it to the repository.",
      "The machine stands still meanwhile; load a capture kernel first."
    })
final class SnapCommand implements Callable<Integer> {
  @Parameters(paramLabel = "LABEL", description = "A name for the snapshot.")
  private String label;

  @Mixin private CaptureOptions capture;
  @Mixin private DescriptionOptions description;
  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    try (ProgressLine progress =
        new ProgressLine("Storing pages", command.commandLine().getErr())) {
      return output.show(
          new CapturedView(
              capture.snap(description.describe(label), repository.openOrCreate(), progress)));
    }
  }
}
