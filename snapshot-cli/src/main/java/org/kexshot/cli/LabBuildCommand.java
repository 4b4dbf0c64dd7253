package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Model.CommandSpec;

final class LabBuildCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this, "Build the guests' kernel and root file system, unless the cache has them.");

  private final LabArchitectureOption architecture = new LabArchitectureOption(arguments);

  static CommandSpec spec() {
    return new LabBuildCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Lab lab = architecture.lab();
    arguments.out().printf("%s%n%s%n", lab.kernel(), lab.rootImage());
    return ExitCode.OK.number();
  }
}
