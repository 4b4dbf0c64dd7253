package org.kexshot.cli.shell;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/** The commands of {@code kexshot}, for a shell to run. */
public interface CommandSource {
  /** Their names, in the order of {@code --help}. */
  List<String> names();

  /** Declares the command of a name, if there is one. */
  Optional<CommandSpec> named(String name);

  /** What {@code kexshot --help} prints. */
  String help();

  /**
   * Whether it is run in a process of its own: what changes this machine, or writes memory, is to
   * be ended as whole as it is anywhere else.
   */
  boolean needsProcess(String name);

  /**
   * Runs a command in this process.
   *
   * @param command what the first word names; empty if that is no command, to be told so
   * @param factory gives it what the shell lends
   * @return its exit code
   */
  int run(
      Optional<CommandSpec> command,
      IFactory factory,
      PrintWriter out,
      PrintWriter err,
      List<String> words);
}
