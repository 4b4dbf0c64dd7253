package org.kexshot.cli.render.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HighlighterTest {
  private static String shown(String text) {
    return text.replace("\u001b[1m", "<").replace("\u001b[0m", ">");
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/sbin/sshd -D,   SSHD,    /usr/sbin/<sshd> -D",
    "/usr/sbin/sshd -D,   s*d,     /u<sr/sbin/sshd> -D",
    "10.0.2.15:8080,      10.0,    <10.0>.2.15:8080",
    "a.b axb,             a.b,     <a.b> axb",
    "nothing here,        sshd,    nothing here",
    "all,                 *,       all",
    "price $0 \\1,        $0,      price <$0> \\1"
  })
  void wordsAreBold(String text, String word, String expected) {
    assertThat(shown(Highlighter.on().words(text, List.of(word)))).isEqualTo(expected);
  }

  @Test
  void theLongestOfSeveralWordsIs() {
    assertThat(shown(Highlighter.on().words("sshd ssh", List.of("ssh", "sshd"))))
        .isEqualTo("<sshd> <ssh>");
    assertThat(shown(Highlighter.on().all("x"))).isEqualTo("<x>");
  }

  /** A test has no terminal. */
  @Test
  void withoutATerminalNothingIs() {
    assertThat(Highlighter.ofTerminal().words("sshd", List.of("sshd"))).isEqualTo("sshd");
    assertThat(Highlighter.NONE.all("sshd")).isEqualTo("sshd");
  }
}
