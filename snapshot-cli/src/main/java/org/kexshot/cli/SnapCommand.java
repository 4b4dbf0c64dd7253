package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.CapturedView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "snap",
    mixinStandardHelpOptions = true,
    description = {
      "Take a snapshot of this machine and add it to the repository.",
      "The machine stands still meanwhile. Its memory is kept in memory until it is stored, or, where a"
          + " capture kernel is loaded, on the snapshot device."
    })
final class SnapCommand implements Callable<Integer> {
  @Parameters(paramLabel = "LABEL", description = "A name for the snapshot.")
  private String label;

  @Mixin private CaptureOptions capture;
  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    return output.show(new CapturedView(capture.snap(label, repository.openOrCreate())));
  }
}
