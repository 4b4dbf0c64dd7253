package org.kexshot.cli.derived;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion for bash, and by its {@code bashcompinit} for zsh: commands, options, values, files.
 */
final class BashScript {
  private static final String FUNCTIONS =
      """
      # Completion of kexshot for bash, as `kexshot completion bash` prints it; zsh reads it too.
      if [ -n "${ZSH_VERSION:-}" ]; then
          autoload -U +X bashcompinit && bashcompinit
      fi

      # Offers those of some words that begin as the one at hand.
      _kexshot_words() {
          local IFS=$' \\t\\n'
          COMPREPLY+=($(compgen -W "$1" -- "$word"))
      }

      _kexshot_files() {
          local IFS=$'\\n'
          type compopt &>/dev/null && compopt -o filenames
          COMPREPLY+=($(compgen -f -- "$word"))
      }

      _complete_kexshot() {
          local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' i
          COMPREPLY=()
          # Bash takes the sign between an option and its value for a word.
          if [[ $word == '=' ]]; then
              word=''
          elif [[ $before == '=' ]]; then
              before=${COMP_WORDS[COMP_CWORD - 2]}
          fi
          for ((i = 1; i < COMP_CWORD; i++)); do
              case "$command ${COMP_WORDS[i]}" in
              %s) command="$command ${COMP_WORDS[i]}" ;;
              esac
          done
          case "$command" in
      %s    esac
      }
      complete -F _complete_kexshot kexshot
      """;

  private final List<String> paths = new ArrayList<>();
  private final StringBuilder cases = new StringBuilder();

  private BashScript() {}

  static String of(CommandLine root) {
    BashScript bash = new BashScript();
    DescribedCommand.of(root).walk(bash::add);
    return FUNCTIONS.formatted(String.join(" | ", bash.paths), bash.cases);
  }

  private void add(DescribedCommand command) {
    String path = path(command);
    if (!path.isEmpty()) {
      paths.add(quoted(path));
    }
    line(1, quoted(path) + ")");
    line(2, "case \"$before\" in");
    for (OptionSpec option : command.options()) {
      if (option.arity().max() > 0) {
        line(2, "%s) %s ;;".formatted(names(option), offer(option)));
      }
    }
    line(2, "*)");
    line(3, "case \"$word\" in");
    line(3, "-*) _kexshot_words " + quoted(options(command)) + " ;;");
    line(3, "*) " + words(command) + " ;;");
    line(3, "esac");
    line(3, ";;");
    line(2, "esac");
    line(2, ";;");
  }

  private static String path(DescribedCommand command) {
    return command.path().stream().skip(1).map(" "::concat).collect(Collectors.joining());
  }

  private static String names(OptionSpec option) {
    return Arrays.stream(option.names()).map(BashScript::quoted).collect(Collectors.joining(" | "));
  }

  private static String offer(OptionSpec option) {
    List<String> values = DescribedCommand.values(option);
    if (!values.isEmpty()) {
      return "_kexshot_words " + quoted(String.join(" ", values));
    }
    return DescribedCommand.takesFile(option) ? "_kexshot_files" : ":";
  }

  private static String options(DescribedCommand command) {
    return command.options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .collect(Collectors.joining(" "));
  }

  private static String words(DescribedCommand command) {
    if (!command.subcommands().isEmpty()) {
      return "_kexshot_words "
          + quoted(
              command.subcommands().stream()
                  .map(DescribedCommand::name)
                  .collect(Collectors.joining(" ")));
    }
    return command.parameters().stream().anyMatch(DescribedCommand::takesFile)
        ? "_kexshot_files"
        : ":";
  }

  private void line(int depth, String text) {
    cases.append("    ".repeat(depth)).append(text).append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
