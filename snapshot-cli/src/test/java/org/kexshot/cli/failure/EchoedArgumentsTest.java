package org.kexshot.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.cli.CommandRun;

/** Errors repeat arguments, which a script may have from anywhere. */
class EchoedArgumentsTest {
  private static final String EVIL = "x\u001b]0;title\u0007\u009b2J\u202e\nkexshot: all is well";
  private static final String ESCAPED =
      "x\\u001b]0;title\\u0007\\u009b2J\\u202e\\u000akexshot: all is well";

  @ParameterizedTest
  @ValueSource(strings = {"info", "ps", "modules --json", "list --repository"})
  void anErrorOfAFileIsOneLineThatSteersNothing(String command) {
    CommandRun run = CommandRun.of((command + " ./" + EVIL).split(" (?!all|is|well)"));
    assertThat(run.err()).contains(ESCAPED);
    assertHarmless(run);
  }

  @Test
  void anUnknownOptionOrCommandSteersNothing() {
    for (String[] arguments :
        new String[][] {
          {"list", "--" + EVIL}, {EVIL}, {"list", EVIL}, {"ps", "--pid", EVIL, "image"}
        }) {
      CommandRun run = CommandRun.of(arguments);
      assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
      assertThat(run.err().lines().findFirst().orElseThrow()).contains(ESCAPED);
      assertHarmless(run);
    }
  }

  private static void assertHarmless(CommandRun run) {
    assertThat(run.err().lines()).noneMatch(line -> line.equals("kexshot: all is well"));
    assertThat(run.err().codePoints())
        .noneMatch(c -> c != '\n' && Character.getType(c) == Character.CONTROL)
        .noneMatch(c -> Character.getType(c) == Character.FORMAT);
  }
}
