package org.kexshot.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.documentation.ConsoleSession.Step;

class ConsoleSessionTest {
  @Test
  void hasTheCommandsOfADocumentWithTheirAnswers() {
    List<String> document =
        List.of(
            "$ not here",
            "```console",
            "$ one",
            "$ two",
            "an",
            "answer",
            "```",
            "text",
            "```",
            "$ nor here",
            "```",
            "```console",
            "$ three",
            "```");
    assertThat(ConsoleSession.of(document).steps())
        .containsExactly(
            new Step("one", ""), new Step("two", "an\nanswer\n"), new Step("three", ""));
  }

  @Test
  void anAnswerIsTakenLetterByLetter() {
    Step step = new Step("list", "ID  (x)\n");
    assertThat(step.isAnswered("ID  (x)\n")).isTrue();
    assertThat(step.isAnswered("ID  (x) more\n")).isFalse();
    assertThat(step.isAnswered("ID  x\n")).isFalse();
    assertThat(step.isAnswered("")).isFalse();
    assertThat(new Step("quiet", "").isAnswered("said\n")).isFalse();
  }

  @Test
  void whatVariesIsLeftOpen() {
    Step step = new Step("list", "ID …  after\n…\nend … of …\n");
    assertThat(step.isAnswered("ID 12  after\nend 1 of 2\n")).isTrue();
    assertThat(step.isAnswered("ID 12  after\none\ntwo\nend 1 of 2\n")).isTrue();
    assertThat(step.isAnswered("ID 12  before\nend 1 of 2\n")).isFalse();
    assertThat(step.isAnswered("ID 12\n  after\nend 1 of 2\n")).isFalse();
    assertThat(step.isAnswered("ID 12  after\nend 1\n")).isFalse();
  }
}
