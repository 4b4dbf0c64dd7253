package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = "Build the guests' kernel and root file system, unless the cache has them.")
final class LabBuildCommand implements Callable<Integer> {
  @Mixin private LabArchitectureOption architecture;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    Lab lab = architecture.lab();
    command.commandLine().getOut().printf("%s%n%s%n", lab.kernel(), lab.rootImage());
    return ExitCode.OK.number();
  }
}
