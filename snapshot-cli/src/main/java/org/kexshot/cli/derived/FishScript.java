package org.kexshot.cli.derived;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for the fish shell: commands, options and their values. */
final class FishScript {
  private static final String FUNCTIONS =
      """
      # Completion of kexshot for fish, as `kexshot completion fish` prints it.
      # Whether the words so far begin with those that are given.
      function __kexshot_in
          set -l words (commandline -opc)
          test (count $words) -gt (count $argv); or return 1
          for i in (seq (count $argv))
              test "$words[(math $i + 1)]" = "$argv[$i]"; or return 1
          end
      end
      # Whether they are these and no more.
      function __kexshot_at
          test (count (commandline -opc)) -eq (math (count $argv) + 1); and __kexshot_in $argv
      end
      complete -c kexshot -f
      """;

  private final StringBuilder script = new StringBuilder(FUNCTIONS);

  private FishScript() {}

  static String of(CommandLine root) {
    FishScript fish = new FishScript();
    DescribedCommand.of(root).walk(fish::add);
    return fish.script.toString();
  }

  private void add(DescribedCommand command) {
    List<String> words = command.path().subList(1, command.path().size());
    String place = words.isEmpty() ? "" : " " + String.join(" ", words);
    for (DescribedCommand below : command.subcommands()) {
      line("__kexshot_at" + place, "-a " + quoted(below.name()), below.summary());
    }
    for (OptionSpec option : command.options()) {
      line("__kexshot_in" + place, option(option), DescribedCommand.about(option));
    }
    for (PositionalParamSpec parameter : command.parameters()) {
      if (DescribedCommand.takesFile(parameter)) {
        line("__kexshot_in" + place, "-F", "");
        break;
      }
    }
  }

  private static String option(OptionSpec option) {
    StringBuilder text = new StringBuilder();
    for (String name : option.names()) {
      text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      text.append(" -r");
      List<String> values = DescribedCommand.values(option);
      if (!values.isEmpty()) {
        text.append(" -a ").append(quoted(String.join(" ", values)));
      } else if (DescribedCommand.takesFile(option)) {
        text.append(" -F");
      }
    }
    return text.substring(1);
  }

  private void line(String condition, String what, String description) {
    script.append("complete -c kexshot -n ").append(quoted(condition)).append(' ').append(what);
    if (!description.isEmpty()) {
      script.append(" -d ").append(quoted(description));
    }
    script.append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
