package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;

class DiffCommandTest {
  private static final int BEFORE = 60;
  private static final int AFTER = 33;

  @TempDir private Path directory;
  private Path first;
  private Path second;

  /** Two images that differ in one word, at what a System.map calls a data symbol. */
  @BeforeEach
  void writeImages() throws IOException {
    first = directory.resolve("first");
    second = directory.resolve("second");
    KernelFixture.write(first);
    byte[] bytes = Files.readAllBytes(first);
    ByteBuffer word = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    word.putInt((int) KernelFixture.PATTERN, BEFORE);
    Files.write(first, bytes);
    word.putInt((int) KernelFixture.PATTERN, AFTER);
    Files.write(second, bytes);
  }

  private JsonNode diff(String... options) throws IOException {
    String[] line = new String[5 + options.length];
    System.arraycopy(
        new String[] {
          "diff", first.toString(), second.toString(), "--map=" + KernelFixture.map(first), "--json"
        },
        0,
        line,
        0,
        5);
    System.arraycopy(options, 0, line, 5, options.length);
    CommandRun run = CommandRun.of(line);
    assertThat(run.code()).as(run.err()).isZero();
    return run.json();
  }

  @Test
  void comparesRawImagesOfOneMemoryMap() throws IOException {
    JsonNode difference = diff();
    assertThat(difference.get("pages").get("changed").asInt()).isEqualTo(1);
    assertThat(difference.has("symbols")).isFalse();
    assertThat(difference.get("symbolsNotCompared").asText()).contains("--system-map FILE");
  }

  @Test
  void matchesByWhatIsNamed() throws IOException {
    JsonNode matchedBy = diff("--identity=process=name,command").get("matchedBy");
    assertThat(matchedBy.get("processes")).hasToString("[\"name\",\"command\"]");
    assertThat(matchedBy.get("modules")).hasToString("[\"name\",\"address\"]");
    for (String command : new String[] {"diff", "timeline"}) {
      CommandRun run =
          CommandRun.of(command, "--identity=process=nam", first.toString(), second.toString());
      assertThat(run.code()).as(command).isEqualTo(2);
      assertThat(run.err())
          .contains("--identity: 'nam' is no attribute of the kind process (did you mean name?)");
    }
  }

  @Test
  void namesSymbolsOfBothImagesByTheSystemMap() throws IOException {
    Path map = directory.resolve("System.map");
    long address = KernelFixture.BASE + KernelFixture.PATTERN;
    Files.writeString(
        map,
        "c0000000 T _stext\nc0001000 D swapper_pg_dir\nc0002000 D init_uts_ns\nc0004000 B mem_map\n%x D vm_swappiness\n%x D after_it\n"
            .formatted(address, address + 4));
    JsonNode difference = diff("--system-map=" + map);
    JsonNode symbols = difference.get("symbols");
    assertThat(symbols).as("%s", difference.get("problems")).hasSize(1);
    assertThat(symbols.get(0).get("name").asText()).isEqualTo("vm_swappiness");
    JsonNode value = symbols.get(0).get("values").get(0);
    assertThat(value.get("before").asText()).isEqualTo("0x" + Integer.toHexString(BEFORE));
    assertThat(value.get("after").asText()).isEqualTo("0x" + Integer.toHexString(AFTER));
  }

  /** That nothing differs was said of symbols, and why at the very end. */
  @Fault("`diff` counts what it could not read as gone, and says why in its last lines")
  @Test
  void saysFirstWhatWasNotComparedAndNothingElseOfIt() throws IOException {
    Files.write(second, new byte[(int) Files.size(first)]);
    String map = "--map=" + KernelFixture.map(first);
    CommandRun run = CommandRun.of("diff", first.toString(), second.toString(), map);
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsSubsequence(
            "before ", "not compared   processes, threads,", "second image", "pages ")
        .containsPattern("not compared .*, data symbols, kernel text\n")
        .doesNotContain("data symbols   ");
    JsonNode difference = diff();
    assertThat(difference.get("problems").toString()).contains("second image");
    assertThat(difference.get("processes").fieldNames())
        .toIterable()
        .containsExactly("notCompared");
    assertThat(difference.has("symbolsNotCompared")).isTrue();
  }

  @Test
  void saysThatAFileAboutTheKernelIsMissing() throws IOException {
    String missing = directory.resolve("no.map").toString();
    assertThat(diff("--system-map=" + missing).get("problems").toString()).contains(missing);
  }

  @Test
  void writesAReport() throws IOException {
    Path report = directory.resolve("report.html");
    diff("--html=" + report);
    assertThat(report).content().startsWith("<!DOCTYPE html>").contains("What changed");
  }

  @Test
  void saysThatAReportCannotBeWrittenBeforeItCompares() {
    CommandRun run =
        CommandRun.of(
            "diff",
            first.toString(),
            second.toString(),
            "--map=" + KernelFixture.map(first),
            "--html=" + directory.resolve("none/report.html"));
    assertThat(run.code()).isNotZero();
    assertThat(run.err()).contains("none");
    assertThat(run.out()).isEmpty();
  }
}
