package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;

class HelpTextTest {
  private static final Path MADE = Path.of("target/help.txt");

  @Test
  void isWhatTheCommandsSayOfThemselves() throws IOException {
    String expected = CommandRun.of("--help").out();
    if (!HelpText.read().equals(expected)) {
      Files.writeString(MADE, expected);
    }
    assertThat(HelpText.read())
        .as("as the commands have it: %s; copy it to src/main/resources/org/kexshot/cli", MADE)
        .isEqualTo(expected);
  }

  @Fault("`--version` and `--help` model all commands before they answer")
  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--version", "-V", ""})
  void isToldWithoutAModelOfTheCommands(String option) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    line.addAll(option.isEmpty() ? List.of() : List.of(option));
    Process java = new ProcessBuilder(line).redirectErrorStream(true).start();
    String told = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).isZero();
    assertThat(told).contains("kexshot").doesNotContain("picocli.CommandLine$Model$CommandSpec ");
  }
}
