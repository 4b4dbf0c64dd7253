package org.kexshot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Try it all in a guest on this machine; needs a checkout of the project.",
    subcommands = {
      LabBuildCommand.class,
      LabDemoCommand.class,
      LabStartCommand.class,
      LabShellCommand.class,
    },
    synopsisSubcommandLabel = "COMMAND")
final class LabCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
