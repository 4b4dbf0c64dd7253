package org.kexshot.cli;

import picocli.CommandLine.Model.CommandSpec;

/** A command that does nothing but hold subcommands; without one of them it prints its usage. */
final class CommandGroup implements Runnable {
  private final CommandSpec command;

  private CommandGroup(String description) {
    command = CommandSpec.wrapWithoutInspection(this);
    command.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
  }

  /**
   * Declares such a command.
   *
   * @param description a sentence for {@code --help}
   */
  static CommandSpec of(String description) {
    return new CommandGroup(description).command;
  }

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
