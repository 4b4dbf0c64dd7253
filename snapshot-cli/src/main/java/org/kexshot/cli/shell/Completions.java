package org.kexshot.cli.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.inspect.AddressExpression;
import org.kexshot.kernel.process.Task;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** How a word of a line can be completed, as the commands' declarations say. */
final class Completions {
  private static final String PROGRAMS = "|";

  /** In {@code TYPE@SYMBOL}. */
  private static final char AT = '@';

  private final Vocabulary vocabulary;
  private final ImageNames image;
  private final SnapshotNames snapshots;

  Completions(Vocabulary vocabulary, ImageNames image, SnapshotNames snapshots) {
    this.vocabulary = vocabulary;
    this.image = image;
    this.snapshots = snapshots;
  }

  /**
   * All that a word can become.
   *
   * @param before the words before it
   * @param word as far as it is typed
   */
  List<Completion> of(List<String> before, String word) {
    String last = before.isEmpty() ? "" : before.get(before.size() - 1);
    if (before.contains(PROGRAMS) || last.equals(">") || last.equals(">>")) {
      return FileNames.of(word);
    }
    if (before.isEmpty() || before.equals(List.of(Vocabulary.HELP))) {
      return commands(word);
    }
    Optional<CommandSpec> command = vocabulary.named(before.get(0));
    return command.isPresent() ? ofCommand(command.get(), before, word) : List.of();
  }

  private List<Completion> commands(String word) {
    return vocabulary.names().stream()
        .filter(name -> name.startsWith(word))
        .map(name -> Completion.of(name, vocabulary.named(name).map(Completions::about).orElse("")))
        .toList();
  }

  private static String about(CommandSpec command) {
    String[] description = command.usageMessage().description();
    return description.length == 0 ? "" : description[0];
  }

  private List<Completion> ofCommand(CommandSpec command, List<String> before, String word) {
    CommandSpec asked = command;
    if (!command.subcommands().isEmpty()) {
      if (before.size() == 1) {
        return command.subcommands().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(word))
            .map(entry -> Completion.of(entry.getKey(), about(entry.getValue().getCommandSpec())))
            .toList();
      }
      CommandLine subcommand = command.subcommands().get(before.get(1));
      asked = subcommand == null ? command : subcommand.getCommandSpec();
    }
    int equals = word.indexOf('=');
    if (word.startsWith("--") && equals > 0) {
      String option = word.substring(0, equals);
      return ofOption(asked, option, word.substring(equals + 1)).stream()
          .map(found -> behind(option + "=", found))
          .toList();
    }
    if (word.startsWith("-")) {
      return options(asked, word);
    }
    String last = before.get(before.size() - 1);
    return last.startsWith("-") && takesValue(asked, last)
        ? ofOption(asked, last, word)
        : parameters(asked, word);
  }

  private static Completion behind(String start, Completion rest) {
    return new Completion(start + rest.value(), rest.display(), rest.description(), rest.isWhole());
  }

  private static List<Completion> options(CommandSpec command, String word) {
    List<Completion> options = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      for (String name : option.names()) {
        if (name.startsWith(word) && !option.hidden()) {
          String[] description = option.description();
          options.add(Completion.of(name, description.length == 0 ? "" : description[0]));
        }
      }
    }
    if (ImageArgument.isFirstOf(command) && FullCommand.IMAGE.startsWith(word)) {
      options.add(Completion.of(FullCommand.IMAGE, "Another image than the one that is open."));
    }
    return options;
  }

  private static boolean takesValue(CommandSpec command, String name) {
    OptionSpec option = command.findOption(name);
    return name.equals(FullCommand.IMAGE) || option != null && option.arity().min() > 0;
  }

  private List<Completion> ofOption(CommandSpec command, String name, String word) {
    OptionSpec option = command.findOption(name);
    if (name.equals(FullCommand.IMAGE)) {
      return images(word);
    }
    return option == null ? List.of() : values(option, word);
  }

  /** Of all parameters that there may be: which of them the word is, the options before it hide. */
  private List<Completion> parameters(CommandSpec command, String word) {
    List<PositionalParamSpec> parameters = command.positionalParameters();
    boolean imageIsKept = ImageArgument.isFirstOf(command) && parameters.size() > 1;
    List<Completion> found = new ArrayList<>();
    for (PositionalParamSpec parameter : parameters) {
      if (!(imageIsKept && parameter.userObject() instanceof ImageArgument)) {
        found.addAll(values(parameter, word));
      }
    }
    return found;
  }

  private List<Completion> values(ArgSpec argument, String word) {
    if (argument.completionCandidates() != null) {
      Set<String> values = new TreeSet<>();
      argument.completionCandidates().forEach(value -> values.add(value.toLowerCase()));
      return plain(values.stream().filter(value -> value.startsWith(word)).toList());
    }
    if (argument.typeInfo().getType() == Path.class
        || argument.auxiliaryTypes().length > 0 && argument.auxiliaryTypes()[0] == Path.class) {
      return FileNames.of(word);
    }
    if (argument.typeInfo().getType() == AddressExpression.class) {
      return plain(image.symbols(word));
    }
    List<Completion> found = new ArrayList<>();
    for (String label : argument.paramLabel().split("\\|")) {
      found.addAll(named(label, word));
    }
    return found;
  }

  /**
   * By the word that stands for a value in the command's help. An address that is no expression is
   * digits, which nothing completes.
   */
  private List<Completion> named(String label, String word) {
    return switch (label) {
      case "ID", "IMAGE" -> images(word);
      case "PID" -> processes(word);
      case "SYMBOL" -> plain(image.symbols(word));
      case "WHAT" -> variables(word);
      case "CACHE" -> plain(image.caches(word));
      case "OUT", "FILE" -> FileNames.of(word);
      default -> List.of();
    };
  }

  private List<Completion> images(String word) {
    List<Completion> images = new ArrayList<>(snapshots.of(word));
    images.addAll(FileNames.of(word));
    return images;
  }

  private List<Completion> processes(String word) {
    return image.processes(word).stream().map(Completions::process).toList();
  }

  private static Completion process(Task task) {
    String pid = Integer.toString(task.pid());
    return new Completion(pid, pid + " " + task.comm(), "", true);
  }

  /** {@code TYPE@SYMBOL}, or {@code SYMBOL} alone. */
  private List<Completion> variables(String word) {
    int at = word.indexOf(AT);
    if (at >= 0) {
      String type = word.substring(0, at + 1);
      return plain(image.symbols(word.substring(at + 1))).stream()
          .map(symbol -> behind(type, symbol))
          .toList();
    }
    List<Completion> found = new ArrayList<>(plain(image.symbols(word)));
    for (String type : image.types(word)) {
      found.add(new Completion(type + AT, type + AT, "a type", false));
    }
    return found;
  }

  private static List<Completion> plain(List<String> names) {
    return names.stream().map(name -> Completion.of(name, "")).collect(Collectors.toList());
  }
}
