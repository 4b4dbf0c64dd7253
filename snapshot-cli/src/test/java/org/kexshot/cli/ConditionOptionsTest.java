package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.failure.ExitCode;

/** {@code --fail-on}, {@code --junit} and {@code --sarif}, of two images without types. */
class ConditionOptionsTest {
  @TempDir private Path directory;
  private Path image;

  @BeforeEach
  void writeImage() throws IOException {
    image = directory.resolve("image");
    KernelFixture.write(image);
  }

  private CommandRun diff(String... options) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "diff", image.toString(), image.toString(), "--map=" + KernelFixture.map(image)));
    line.addAll(List.of(options));
    return CommandRun.of(line.toArray(String[]::new));
  }

  @Test
  void anUnknownConditionIsAWrongArgument() throws IOException {
    CommandRun run = diff("--fail-on=moduls");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err())
        .startsWith("--fail-on: no condition 'moduls': did you mean 'modules'?")
        .contains("slab-growth=5%");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void whatCannotBeJudgedIsNotPassed() throws IOException {
    CommandRun run = diff("--fail-on=modules", "--json");
    assertThat(run.code()).isEqualTo(ExitCode.CONDITION.number());
    JsonNode gate = run.json().get("gates").get(0);
    assertThat(gate.get("condition").asText()).isEqualTo("modules");
    assertThat(gate.get("outcome").asText()).isEqualTo("unknown");
    assertThat(gate.get("violations")).isEmpty();
    assertThat(gate.get("unknown").get(0).asText()).startsWith("modules not compared");
  }

  @Test
  void theScreenTellsConditionsLast() throws IOException {
    CommandRun run = diff("--fail-on=modules,bpf");
    assertThat(run.code()).isEqualTo(ExitCode.CONDITION.number());
    assertThat(run.out())
        .containsSubsequence(
            "pages ", "conditions\n", "  UNKNOWN  modules\n", "unknown: ", "  UNKNOWN  bpf\n");
  }

  @Test
  void withoutConditionsNothingIsJudged() throws IOException {
    CommandRun run = diff("--json");
    assertThat(run.code()).isZero();
    assertThat(run.json().has("gates")).isFalse();
  }

  @Test
  void aReportAloneJudgesAllAndFailsNothing() throws IOException {
    Path junit = directory.resolve("report.xml");
    CommandRun run = diff("--junit=" + junit);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(junit)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(junit))
        .contains("<testcase classname=\"kexshot\" name=\"slab-growth=5%\"");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aReportTellsOfTheConditionsThatWereAskedFor() throws IOException {
    Path junit = directory.resolve("report.xml");
    Files.writeString(junit, "of an earlier run");
    diff("--junit=" + junit, "--fail-on=bpf");
    assertThat(Files.readString(junit))
        .startsWith("<?xml")
        .contains("tests=\"1\"", "name=\"bpf\"")
        .doesNotContain("modules");
  }

  @Test
  void aReportThatCannotBeWrittenFailsBeforeTheWork() throws IOException {
    CommandRun run = diff("--junit=" + directory.resolve("none/report.xml"));
    assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(run.err()).contains("none: no such file");
    assertThat(run.out()).isEmpty();
    CommandRun special = diff("--sarif=/dev/null");
    assertThat(special.code()).isEqualTo(ExitCode.INPUT_OUTPUT.number());
    assertThat(special.err()).contains("/dev/null: not a regular file");
  }

  @Test
  void sarifTellsWhatCouldNotBeLookedAt() throws IOException {
    Path sarif = directory.resolve("report.sarif");
    assertThat(diff("--sarif=" + sarif).code()).isZero();
    JsonNode report = new ObjectMapper().readTree(sarif.toFile());
    JsonNode run = report.get("runs").get(0);
    assertThat(run.get("results")).isEmpty();
    JsonNode invocation = run.get("invocations").get(0);
    assertThat(invocation.get("executionSuccessful").asBoolean()).isFalse();
    assertThat(invocation.get("toolExecutionNotifications").get(0).get("message").get("text"))
        .asString()
        .contains("kernel text not compared");
  }
}
