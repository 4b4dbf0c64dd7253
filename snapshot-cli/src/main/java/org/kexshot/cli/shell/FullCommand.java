package org.kexshot.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.ImageRequest;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Makes of what was typed the command line that is run: with the image that is kept, unless another
 * is named, and with the repository that the shell was started with.
 */
final class FullCommand {
  /** Names another image than the one that is kept. */
  static final String IMAGE = "--image";

  private final Vocabulary commands;
  private final KeptImage kept;
  private final List<String> settings;

  /**
   * @param settings options that each command gets that has them
   */
  FullCommand(Vocabulary commands, KeptImage kept, List<String> settings) {
    this.commands = commands;
    this.kept = kept;
    this.settings = List.copyOf(settings);
  }

  /**
   * The words of the command line, without {@code kexshot}.
   *
   * @throws ShellSyntaxException if an image is needed, none is kept and none named
   */
  List<String> of(List<String> typed) throws ShellSyntaxException {
    Optional<CommandSpec> command = commands.named(typed.get(0));
    if (command.isEmpty()) {
      return typed;
    }
    boolean isOfGroup = typed.size() > 1 && command.get().subcommands().containsKey(typed.get(1));
    int named = isOfGroup ? 2 : 1;
    CommandSpec asked =
        isOfGroup ? command.get().subcommands().get(typed.get(1)).getCommandSpec() : command.get();
    List<String> arguments = new ArrayList<>(typed.subList(named, typed.size()));
    List<String> options = new ArrayList<>();
    List<String> image = new ArrayList<>();
    if (ImageArgument.isFirstOf(asked)) {
      image.addAll(image(typed.get(0), asked, arguments, options));
    }
    settings.stream().filter(setting -> !isGiven(setting, asked, options)).forEach(options::add);
    options.removeIf(option -> isGiven(option, asked, arguments) || !has(asked, option));
    List<String> full = new ArrayList<>(typed.subList(0, named));
    full.addAll(options);
    full.addAll(image);
    full.addAll(arguments);
    return full;
  }

  /**
   * The image to be put before the other arguments, if it is to be.
   *
   * @param arguments loses the option that names one
   * @param options gets those of the image that is kept
   */
  private List<String> image(
      String name, CommandSpec asked, List<String> arguments, List<String> options)
      throws ShellSyntaxException {
    Optional<String> other = takeOther(arguments);
    if (other.isPresent()) {
      return List.of(other.get());
    }
    if (isNamed(name, asked, arguments) || asksForHelp(arguments)) {
      return List.of();
    }
    Optional<ImageRequest> request = kept.request();
    if (request.isEmpty()) {
      if (asked.positionalParameters().size() > 1 && !arguments.isEmpty()) {
        return List.of();
      }
      throw new ShellSyntaxException("no image is open; `open IMAGE` opens one");
    }
    options.addAll(kept.options());
    return List.of(request.get().reference());
  }

  private static boolean asksForHelp(List<String> arguments) {
    return arguments.contains("--help") || arguments.contains("-h");
  }

  private static Optional<String> takeOther(List<String> arguments) throws ShellSyntaxException {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(IMAGE + "=")) {
        arguments.remove(i);
        return Optional.of(argument.substring(IMAGE.length() + 1));
      }
      if (argument.equals(IMAGE)) {
        if (i + 1 == arguments.size()) {
          throw new ShellSyntaxException("an image expected behind " + IMAGE);
        }
        arguments.remove(i);
        return Optional.of(arguments.remove(i));
      }
    }
    return Optional.empty();
  }

  /** Whether the only thing that the command takes is named, so that it is an image. */
  private boolean isNamed(String name, CommandSpec asked, List<String> arguments) {
    if (asked.positionalParameters().size() > 1) {
      return false;
    }
    try {
      CommandLine line = new CommandLine(commands.named(name).orElseThrow());
      return line.parseArgs(arguments.toArray(String[]::new)).hasMatchedPositional(0);
    } catch (ParameterException notSo) {
      return false;
    }
  }

  /** Whether the option is there already, under any of its names. */
  private static boolean isGiven(String setting, CommandSpec asked, List<String> arguments) {
    OptionSpec option = asked.findOption(nameOf(setting));
    if (option == null) {
      return false;
    }
    for (String name : option.names()) {
      for (String argument : arguments) {
        boolean attached = !name.startsWith("--") && argument.startsWith(name);
        if (argument.equals(name) || argument.startsWith(name + "=") || attached) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean has(CommandSpec asked, String setting) {
    return asked.findOption(nameOf(setting)) != null;
  }

  private static String nameOf(String setting) {
    return setting.substring(0, setting.indexOf('='));
  }
}
