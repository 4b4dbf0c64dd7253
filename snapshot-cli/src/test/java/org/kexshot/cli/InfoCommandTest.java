package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.cli.failure.ExitCode;

class InfoCommandTest {
  @TempDir private Path directory;
  private Path raw;

  @BeforeEach
  void writeImage() throws IOException {
    raw = directory.resolve("raw");
    KernelFixture.write(raw);
  }

  @Test
  void tellsWhatIsPresentAndWhatWasExcludedByKind() throws IOException {
    Path dump = directory.resolve("dump");
    String map = "--map=" + KernelFixture.map(raw);
    assertThat(CommandRun.of("filter", raw.toString(), dump.toString(), "-d30", map).code())
        .isZero();
    CommandRun ran = CommandRun.of("info", dump.toString(), "--json");
    // The fixture has neither symbols nor types, so that owners cannot be told.
    assertThat(ran.code()).isEqualTo(ExitCode.INCOMPLETE.number());
    JsonNode info = ran.json();
    assertThat(info.get("format").asText()).isEqualTo("kdump-compressed v6");
    assertThat(info.get("architecture").asText()).isEqualTo("i686");
    assertThat(info.get("host").asText()).isEqualTo("fixture");
    assertThat(info.get("dumpLevel").asInt()).isEqualTo(30);
    assertThat(info.get("ram").toString()).isEqualTo("[{\"start\":0,\"end\":4194304}]");
    assertThat(info.get("pages").get("kept").asInt()).isEqualTo(755);
    assertThat(info.get("pages").get("excluded").asInt()).isEqualTo(269);
    assertThat(info.get("pages").get("unreadable").asInt()).isZero();
    assertThat(info.get("keptByKind").get("kept").asInt()).isEqualTo(755);
    assertThat(info.get("excludedByKind").get("free").asInt()).isEqualTo(64);
    assertThat(info.get("excludedByKind").get("cache-private").asInt()).isEqualTo(64);
    assertThat(info.get("excludedByKind").get("hwpoison").asInt()).isEqualTo(13);
    assertThat(info.get("notes").get(0).get("name").asText()).isEqualTo("VMCOREINFO");
    CommandRun text = CommandRun.of("info", dump.toString());
    assertThat(text.out())
        .contains("excluded    269 pages (1.05 MiB)")
        .containsPattern("0x0 +0x400000 +4.00 MiB")
        .containsPattern("free +0 +0 B +64 +256 KiB");
  }

  @Fault("A mistyped file name is answered by \"no snapshot repository\"")
  @Test
  void aMistypedFileIsNoMatterOfTheRepository() {
    CommandRun run =
        CommandRun.of("info", "vmcoer", "--repository=" + directory.resolve("repository"));
    assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(run.err()).startsWith("kexshot: vmcoer: no such file; and no snapshot: ");
  }

  @Fault("\"Is a directory\" names no path")
  @Test
  void aDirectoryIsNamed() {
    CommandRun run = CommandRun.of("info", directory + "/.");
    assertThat(run.code()).isEqualTo(ExitCode.INPUT_OUTPUT.number());
    assertThat(run.err()).contains(directory + "/.: is a directory; a file expected");
  }

  /** The kernel of a dump that lost its page tables still has the name that its header tells. */
  @Fault("`info` shows no release and host of a header where paging fails")
  @Test
  void whatTheHeaderTellsIsShownWhereNoKernelIsFound() throws IOException {
    Path dump = directory.resolve("dump");
    assertThat(
            CommandRun.of(
                    "filter", raw.toString(), dump.toString(), "--map=" + KernelFixture.map(raw))
                .code())
        .isZero();
    byte[] bytes = Files.readAllBytes(dump);
    Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(bytes, 0x7000));
    CommandRun run = CommandRun.of("info", "--json", cut.toString());
    assertThat(run.json().get("host").asText()).as(run.err()).isEqualTo("fixture");
    assertThat(run.json().get("kernel").asText()).isEqualTo("6.1.0-fixture");
  }

  @Test
  void saysOnceThatAFileIsIncomplete() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(file.length() - 5 * 4096 - 100);
    }
    String map = "--map=" + KernelFixture.map(raw);
    CommandRun text = CommandRun.of("info", raw.toString(), map);
    assertThat(text.code()).isEqualTo(ExitCode.INCOMPLETE.number());
    assertThat(text.err().lines().filter(line -> line.contains("incomplete"))).hasSize(1);
    assertThat(text.out()).contains("unreadable  6 pages (24.0 KiB)");
    JsonNode json = CommandRun.of("info", raw.toString(), map, "--json").json();
    assertThat(json.get("pages").get("unreadable").asInt()).isEqualTo(6);
    assertThat(json.get("problems").get(0).asText())
        .contains("20580 bytes of memory are not there, the first at physical 0x3faf9c");
  }
}
