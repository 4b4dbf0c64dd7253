package org.kexshot.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellLineTest {
  @Test
  void wordsAreAsInOtherShells() throws Exception {
    assertThat(words("  ps -p  1 # the first")).containsExactly("ps", "-p", "1");
    assertThat(words("search 'a b' \"c \\\" \\\\ \\d\" e\\ f"))
        .containsExactly("search", "a b", "c \" \\ \\d", "e f");
    assertThat(words("print x#1 a'b'c \"\"")).containsExactly("print", "x#1", "abc", "");
    assertThat(words("open ~/dump x~/y"))
        .containsExactly("open", System.getProperty("user.home") + "/dump", "x~/y");
    assertThat(words("# nothing")).isEmpty();
    assertThat(words("   ")).isEmpty();
  }

  private static List<String> words(String line) throws ShellSyntaxException {
    return ShellLine.parse(line).words();
  }

  @Test
  void theOutputGoesToProgramsAsTheyAreTyped() throws Exception {
    ShellLine line = ShellLine.parse("ps --tree|grep '# |' | wc -l > \"x y\"");
    assertThat(line.words()).containsExactly("ps", "--tree");
    assertThat(line.programs()).contains("grep '# |' | wc -l > \"x y\"");
    assertThat(line.target()).isEmpty();
    assertThat(ShellLine.parse("print 'a|b'").programs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ps > out, false", "ps >out # all, false", "ps>>'out', true"})
  void theOutputGoesToAFile(String text, boolean append) throws Exception {
    ShellLine line = ShellLine.parse(text);
    assertThat(line.words()).containsExactly("ps");
    assertThat(line.target()).contains(new ShellLine.Target("out", append));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ps 'x",
        "ps \"x",
        "ps \\",
        "ps >",
        "ps > | wc",
        "ps > a b",
        "ps > a > b",
        "ps > a | wc",
        "| wc",
        "ps |",
        "> a",
        "ps > >> a"
      })
  void whatCannotBeUnderstoodIsSaid(String text) {
    assertThatThrownBy(() -> ShellLine.parse(text))
        .isInstanceOf(ShellSyntaxException.class)
        .hasMessageMatching("[^\\n]{10,}");
  }
}
