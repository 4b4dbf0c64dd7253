package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kexshot.cli.failure.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** No option counts below zero, whichever command has it. */
class NumberOptionsTest {
  /** An option that takes numbers, with the words that lead to its command. */
  private record NumberOption(List<String> command, String name) {}

  @Test
  void aNegativeNumberIsRefusedByEachOption() {
    List<NumberOption> options = options().toList();
    assertThat(options).hasSizeGreaterThan(20);
    for (NumberOption option : options) {
      List<String> words = new ArrayList<>(option.command());
      words.add(option.name() + "=-1");
      CommandRun ran = CommandRun.of(words.toArray(String[]::new));
      assertThat(ran.code()).as("%s", words).isEqualTo(ExitCode.USAGE.number());
      assertThat(ran.err())
          .as("%s", words)
          .contains(option.name())
          .containsPattern("'-1': a (whole number|physical address),? ");
    }
  }

  private static Stream<NumberOption> options() {
    return Commands.names().stream()
        .flatMap(name -> optionsOf(List.of(name), Commands.named(name).orElseThrow()));
  }

  private static Stream<NumberOption> optionsOf(List<String> words, CommandSpec command) {
    Stream<NumberOption> own =
        command.options().stream()
            .filter(NumberOptionsTest::takesNumbers)
            .map(option -> new NumberOption(words, option.longestName()));
    Stream<NumberOption> below =
        command.subcommands().entrySet().stream()
            .flatMap(
                entry ->
                    optionsOf(
                        Stream.concat(words.stream(), Stream.of(entry.getKey())).toList(),
                        spec(entry.getValue())));
    return Stream.concat(own, below);
  }

  private static CommandSpec spec(CommandLine line) {
    return line.getCommandSpec();
  }

  private static boolean takesNumbers(OptionSpec option) {
    return Stream.concat(Stream.of(option.type()), Stream.of(option.auxiliaryTypes()))
        .anyMatch(type -> type == Integer.class || type == Long.class);
  }
}
