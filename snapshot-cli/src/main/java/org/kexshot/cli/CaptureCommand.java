package org.kexshot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "capture",
    mixinStandardHelpOptions = true,
    description = "Load, unload or show the capture kernel.",
    subcommands = {
      CaptureLoadCommand.class,
      CaptureUnloadCommand.class,
      CaptureStatusCommand.class,
    },
    synopsisSubcommandLabel = "COMMAND")
final class CaptureCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
