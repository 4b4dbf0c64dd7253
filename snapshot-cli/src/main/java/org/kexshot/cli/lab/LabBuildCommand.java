package org.kexshot.cli.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Model.CommandSpec;

public final class LabBuildCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this, "Build the guests' kernel and root file system, unless the cache has them.");

  private final LabArchitectureOption architecture = new LabArchitectureOption(arguments);

  public static CommandSpec spec() {
    return new LabBuildCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Lab lab = architecture.lab();
    arguments.out().printf("%s%n%s%n", lab.kernel(), lab.rootImage());
    return ExitCode.OK.number();
  }
}
