package org.kexshot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The subcommands, of which {@link Command} is the table. One is made only when it is asked for.
 */
public final class Commands {
  private Commands() {}

  /** Their names, in the order of {@code --help}. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Command command : Command.values()) {
      names.addAll(command.names());
    }
    return names;
  }

  /** Declares the command of a name, if there is one. */
  static Optional<CommandSpec> named(String name) {
    Optional<Command> command = Command.of(name);
    return command.isPresent() ? Optional.of(command.get().named(name)) : Optional.empty();
  }
}
