package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ShellAnswerParserTest {
  private final ShellAnswerParser parser = new ShellAnswerParser();

  @Test
  void readsAResult() {
    List<ShellAnswer> answers = feed(result(12, 3, "plain", "out\n".getBytes(), "problem"));
    assertThat(answers).hasSize(1);
    ShellAnswer.Ended ended = (ShellAnswer.Ended) answers.get(0);
    assertThat(ended.job()).isEqualTo(12);
    assertThat(ended.result().exitCode()).isEqualTo(3);
    assertThat(ended.result().text()).isEqualTo("out\n");
    assertThat(ended.result().errorText()).isEqualTo("problem");
  }

  @Test
  void readsAResultThatWasPacked() throws IOException {
    byte[] output = new byte[50_000];
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(output);
    }
    List<ShellAnswer> answers = feed(result(1, 0, "gzip", packed.toByteArray(), ""));
    assertThat(((ShellAnswer.Ended) answers.get(0)).result().output()).isEqualTo(output);
  }

  @Test
  void dropsAResultThatLostALine() {
    List<String> lines = result(12, 0, "plain", new byte[500], "");
    lines.remove(3);
    assertThat(feed(lines)).isEmpty();
  }

  @Test
  void dropsAResultWithoutItsStart() {
    List<String> lines = result(12, 0, "plain", new byte[500], "");
    assertThat(feed(lines.subList(2, lines.size()))).isEmpty();
  }

  @Test
  void readsTheRepetitionAfterADamagedResult() {
    List<String> lines = new ArrayList<>(result(12, 0, "plain", new byte[500], "").subList(0, 4));
    lines.add("d1@@garbage");
    lines.addAll(result(12, 0, "plain", new byte[500], ""));
    assertThat(feed(lines)).hasSize(1);
  }

  @Test
  void takesShortAnswersAndDropsNoise() {
    assertThat(feed(List.of("@0 ready", "", "@x", "@5 running", "@", "@5 dam", "@7 damaged")))
        .containsExactly(
            new ShellAnswer.Ready(), new ShellAnswer.Running(5), new ShellAnswer.Damaged(7));
  }

  private List<ShellAnswer> feed(List<String> lines) {
    List<ShellAnswer> answers = new ArrayList<>();
    lines.forEach(line -> parser.line(line).ifPresent(answers::add));
    return answers;
  }

  private static List<String> result(
      long job, int exitCode, String coding, byte[] output, String errors) {
    Base64.Encoder base64 = Base64.getMimeEncoder(76, new byte[] {'\n'});
    List<String> lines = new ArrayList<>();
    lines.add("@" + job + " exit " + exitCode + " " + coding);
    base64.encodeToString(output).lines().forEach(lines::add);
    lines.add("@" + job + " err");
    base64.encodeToString(errors.getBytes(StandardCharsets.UTF_8)).lines().forEach(lines::add);
    String body = String.join("\n", lines) + "\n";
    lines.add("@" + job + " end " + ShellAnswerParser.md5(body));
    return lines;
  }
}
