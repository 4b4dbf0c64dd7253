package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  private static Stream<String> lines() {
    return Examples.all().values().stream().flatMap(examples -> examples.lines().stream());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isACommandLine(String line) {
    String[] words = ShellWords.commands(line).get(0).toArray(String[]::new);
    assertThatCode(() -> Main.commandLine(words).parseArgs(words)).doesNotThrowAnyException();
  }

  @Test
  void eachCommandHasSomeAndOthersThatExist() {
    Map<String, Examples> all = Examples.all();
    assertThat(all.keySet()).containsExactlyInAnyOrderElementsOf(Commands.names());
    all.forEach(
        (name, examples) -> {
          assertThat(examples.lines())
              .as(name)
              .isNotEmpty()
              .allMatch(l -> l.matches(name + "\\b.*"));
          assertThat(Commands.names()).as(name).containsAll(examples.related());
          assertThat(examples.related()).as(name).isNotEmpty().doesNotContain(name);
        });
  }

  @Test
  void standAtTheEndOfTheHelp() {
    assertThat(CommandRun.of("diff", "--help").out())
        .containsSubsequence(
            "Usage: kexshot diff",
            "Examples:",
            "  kexshot diff before after --html report.html",
            "See also: baseline, timeline, run.");
    assertThat(CommandRun.of("search", "--help").out())
        .contains("  kexshot search --bytes '7f 45 4c 46 ?? 01' before");
  }
}
