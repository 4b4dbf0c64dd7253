package org.kexshot.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

class WaitOptionTest {
  private static final Duration FOR_EVER = Duration.ofSeconds(Integer.MAX_VALUE);

  private final Arguments arguments = new Arguments(() -> 0, "A command.");
  private final Argument<String> label =
      arguments.parameter(String.class, PositionalParamSpec.builder().paramLabel("LABEL"));
  private final WaitOption wait = new WaitOption(arguments);

  @Test
  void waitsAsLongAsItIsTold() {
    assertThat(parsed("before")).isEqualTo(Duration.ZERO);
    assertThat(parsed("before", "--wait=5")).isEqualTo(Duration.ofSeconds(5));
    assertThat(parsed("--wait", "5", "before")).isEqualTo(Duration.ofSeconds(5));
    assertThat(parsed("before", "--wait")).isEqualTo(FOR_EVER);
  }

  /** A label behind it is none of its seconds. */
  @Test
  void takesNoOtherArgument() {
    assertThat(parsed("--wait", "before")).isEqualTo(FOR_EVER);
    assertThat(label.value()).isEqualTo("before");
  }

  @Test
  void aWordThatIsMeantForItIsWrong() {
    for (String word : new String[] {"--wait=soon", "--wait=-1"}) {
      assertThatThrownBy(() -> parsed(word, "before"))
          .isInstanceOf(ParameterException.class)
          .hasMessageContaining("a whole number of 0 or more expected");
    }
  }

  private Duration parsed(String... words) {
    new CommandLine(arguments.spec()).parseArgs(words);
    return wait.patience();
  }
}
