package org.kexshot.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What can be the first word of a line: the shell's own commands, and those of {@code kexshot}. */
final class Vocabulary {
  static final String OPEN = "open";
  static final String HELP = "help";
  static final String EXIT = "exit";

  private static final String OWN_HELP =
      """
      Commands of the shell, besides those of kexshot:
        open IMAGE     Keep another image open, or without IMAGE the same again.
        help [COMMAND] Print this text, or the help of a command.
        exit [CODE]    Leave the shell; so does Ctrl-D.
      Commands that look into an image take the one that is open; --image IMAGE
      names another. COMMAND | PROGRAM gives the output to a program, > FILE and
      >> FILE write it to a file that none but you can read. Ctrl-C ends a
      command, the tab key completes a word, # begins a comment.
      """;

  private final CommandSource commands;
  private final KeptImage kept;

  Vocabulary(CommandSource commands, KeptImage kept) {
    this.commands = commands;
    this.kept = kept;
  }

  List<String> names() {
    List<String> names = new ArrayList<>(List.of(OPEN, HELP, EXIT));
    names.addAll(commands.names());
    return names;
  }

  /** Declares the command of a name, if it is one that is declared. */
  Optional<CommandSpec> named(String name) {
    return name.equals(OPEN) ? Optional.of(OpenCommand.spec(kept)) : commands.named(name);
  }

  /** What {@code help} prints. */
  String help() {
    String all = commands.help();
    int list = all.indexOf("Commands:");
    return OWN_HELP + all.substring(Math.max(list, 0));
  }

  boolean needsProcess(String name) {
    return commands.needsProcess(name);
  }
}
