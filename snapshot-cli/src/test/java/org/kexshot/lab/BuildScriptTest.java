package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The shell functions that the build's scripts share. */
class BuildScriptTest {
  private static final Path FUNCTIONS = Path.of("src/main/toolkit/cache.bash");

  private record Ran(int code, String out, String err) {
    static Ran of(String script) throws IOException, InterruptedException {
      Process bash =
          new ProcessBuilder("bash", "-c", ". \"$1\"; " + script, "bash", FUNCTIONS.toString())
              .start();
      String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(bash.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(bash.waitFor(), out, err);
    }
  }

  @Test
  void whatSucceedsIsQuiet() throws Exception {
    assertThat(Ran.of("quietly sh -c 'echo out; echo err >&2'; echo next"))
        .isEqualTo(new Ran(0, "next\n", ""));
  }

  @Test
  void whatFailsIsShownWithoutEscapeCodes() throws Exception {
    assertThat(Ran.of("quietly sh -c 'printf \"\\033[31mout\\033[0m\\n\"; echo err >&2; exit 3'"))
        .isEqualTo(new Ran(3, "", "out\nerr\n"));
  }

  @Test
  void aFailureMayBeSurvived() throws Exception {
    assertThat(Ran.of("quietly sh -c 'echo why; exit 3' || say survived"))
        .isEqualTo(new Ran(0, "", "why\nkexshot: survived\n"));
  }
}
