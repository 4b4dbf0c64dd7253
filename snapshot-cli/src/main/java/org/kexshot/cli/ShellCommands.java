package org.kexshot.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.shell.CommandSource;
import org.kexshot.cli.shell.ShellCommand;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/** The table of commands as a shell needs it. */
public final class ShellCommands implements CommandSource {
  /** Declares the command that runs a shell. */
  static CommandSpec shell() {
    return ShellCommand.spec(new ShellCommands());
  }

  @Override
  public List<String> names() {
    return Commands.names();
  }

  @Override
  public Optional<CommandSpec> named(String name) {
    return Commands.named(name);
  }

  @Override
  public String help() {
    return HelpText.read();
  }

  @Override
  public boolean needsProcess(String name) {
    return Command.of(name).map(Command::needsProcess).orElse(false);
  }

  @Override
  public int run(
      Optional<CommandSpec> command,
      IFactory factory,
      PrintWriter out,
      PrintWriter err,
      List<String> words) {
    String[] line = words.toArray(String[]::new);
    CommandLine commands = Main.commandLine(command, factory, line);
    commands.setOut(out).setErr(err);
    return Main.execute(commands, line);
  }
}
