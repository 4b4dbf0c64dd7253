package org.kexshot.cli.derived;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command as it declares itself, in plain text.
 *
 * @param path the words by which it is called, {@code kexshot} first
 */
record DescribedCommand(List<String> path, CommandSpec spec) {
  /** Labels of parameters that mean a snapshot, a dump file, or either. */
  private static final Set<String> IMAGES = Set.of("ID", "IMAGE", "DUMP", "FILE");

  DescribedCommand {
    path = List.copyOf(path);
  }

  static DescribedCommand of(CommandLine root) {
    return new DescribedCommand(List.of(root.getCommandName()), root.getCommandSpec());
  }

  /** It and all below it, each before those below. */
  void walk(Consumer<DescribedCommand> visitor) {
    visitor.accept(this);
    subcommands().forEach(command -> command.walk(visitor));
  }

  List<DescribedCommand> subcommands() {
    List<DescribedCommand> subcommands = new ArrayList<>();
    for (Map.Entry<String, CommandLine> entry : spec.subcommands().entrySet()) {
      List<String> below = new ArrayList<>(path);
      below.add(entry.getKey());
      subcommands.add(new DescribedCommand(below, entry.getValue().getCommandSpec()));
    }
    return subcommands;
  }

  String name() {
    return path.get(path.size() - 1);
  }

  /** What it does, in a sentence. */
  String summary() {
    List<String> description = description();
    return description.isEmpty() ? "" : description.get(0);
  }

  /** What it does, a sentence or some in each text. */
  List<String> description() {
    return Arrays.stream(spec.usageMessage().description()).map(DescribedCommand::plain).toList();
  }

  List<OptionSpec> options() {
    return spec.options().stream().filter(option -> !option.hidden()).toList();
  }

  List<PositionalParamSpec> parameters() {
    return spec.positionalParameters().stream().filter(parameter -> !parameter.hidden()).toList();
  }

  /** What an option or parameter is for. */
  static String about(ArgSpec argument) {
    String described =
        Arrays.stream(argument.description())
            .map(DescribedCommand::plain)
            .collect(Collectors.joining(" "));
    return described
        .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString(true)))
        .replace("${COMPLETION-CANDIDATES}", String.join(", ", values(argument)));
  }

  /** The values that an option or parameter may have, if they are few; as documents write them. */
  static List<String> values(ArgSpec argument) {
    List<String> values = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(values::add);
    }
    return argument.typeInfo().isEnum()
        ? values.stream().map(value -> value.toLowerCase(Locale.ROOT)).toList()
        : values;
  }

  /**
   * Whether an option or parameter may name a file. One that means a snapshot or a dump file may.
   */
  static boolean takesFile(ArgSpec argument) {
    return argument.typeInfo().getType() == Path.class
        || Arrays.asList(argument.typeInfo().getAuxiliaryTypes()).contains(Path.class)
        || argument instanceof PositionalParamSpec && IMAGES.contains(argument.paramLabel());
  }

  /** Without what picocli's own printer of help replaces. */
  private static String plain(String text) {
    return text.replace("%%", "%").replace("%n", " ");
  }
}
