package org.kexshot.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
import org.kexshot.cli.CommandRun;
import picocli.CommandLine.TypeConversionException;

class LabelConverterTest {
  private final LabelConverter labels = new LabelConverter();

  @ParameterizedTest
  @ValueSource(strings = {"before", "latest-kernel", "20261128", "vor der Prüfung", "~1"})
  void takesWhatCanBeFoundAgain(String label) {
    assertThat(labels.convert(label)).isEqualTo(label);
  }

  @Fault("A snapshot labelled `latest` can never be named again")
  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "latest", "latest~1", "latest~x", "f\uFFFD\uFFFD"})
  void refusesWhatCannot(String label) {
    assertThatThrownBy(() -> labels.convert(label)).isInstanceOf(TypeConversionException.class);
  }

  @Fault("A label may have 60,000 letters")
  @Test
  void hasAnEnd() {
    assertThat(labels.convert("x".repeat(255))).hasSize(255);
    assertThatThrownBy(() -> labels.convert("x".repeat(60_000)))
        .hasMessage("a label of at most 255 letters expected, this one has 60000");
  }

  @Fault("`import /` ends with a NullPointerException")
  @ParameterizedTest
  @ValueSource(strings = {"/", "", "latest"})
  void aFileWhoseNameIsNoLabelNeedsOne(String file) {
    CommandRun run = CommandRun.of("import", file, "--repository=/proc/nowhere");
    assertThat(run.err()).contains("give one with --label").doesNotContain("this is a bug");
    assertThat(run.code()).isEqualTo(2);
  }
}
