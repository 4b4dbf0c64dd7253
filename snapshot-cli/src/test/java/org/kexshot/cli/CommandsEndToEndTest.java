package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.store.TestDump;
import picocli.CommandLine;

/** The commands as a user runs them, on small dump files: output, JSON and exit codes. */
class CommandsEndToEndTest {
  private record Ran(int code, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  @TempDir private Path temporary;
  private Path repository;
  private Path before;
  private Path after;

  @BeforeEach
  void writeDumps() throws IOException {
    repository = temporary.resolve("repository");
    before = temporary.resolve("before.kdump");
    after = temporary.resolve("after.kdump");
    TestDump.write(before, new Random(3), 0);
    TestDump.write(after, new Random(3), 5);
  }

  private Ran run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.isEmpty() && !all.get(0).startsWith("-")) {
      all.add("--repository=" + repository);
    }
    String[] line = all.toArray(String[]::new);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine(line);
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(line);
    return new Ran(code, out.toString(), err.toString());
  }

  @Test
  void importsListsShowsAndVerifies() throws IOException {
    Ran added = run("import", before.toString(), "--label", "one", "--tag", "k=v", "--json");
    assertThat(added.code()).isZero();
    String id = added.json().get("id").asText();
    assertThat(added.json().get("pages").get("kept").asInt()).isEqualTo(40);
    assertThat(added.json().get("source").get("sha256").asText()).hasSize(64);

    assertThat(run("import", after.toString(), "--note", "second one").code()).isZero();
    Ran listed = run("list");
    assertThat(listed.out().lines()).hasSize(3);
    assertThat(listed.out()).contains(id.substring(0, 10)).contains("one").contains("k=v");
    assertThat(run("list", "--json").json().get("snapshots")).hasSize(2);

    Ran shown = run("show", "one");
    assertThat(shown.out()).contains(id).contains("40 kept").contains("6.1.0-test");
    assertThat(run("show", "latest", "--json").json().get("note").asText()).isEqualTo("second one");
    assertThat(run("show", "latest", "--json").json().get("label").asText())
        .isEqualTo("after.kdump");
    Ran verified = run("verify", "--read-data");
    assertThat(verified.code()).isZero();
    assertThat(verified.out()).contains("2 snapshots").contains("no damage");
  }

  @Test
  void comparesSnapshotsAndFilesAlike() throws IOException {
    run("import", before.toString(), "--label", "one");
    run("import", after.toString(), "--label", "two");
    JsonNode stored = run("diff", "one", "two", "--json").json().get("pages");
    JsonNode files = run("diff", before.toString(), after.toString(), "--json").json().get("pages");
    assertThat(stored).isEqualTo(files);
    assertThat(stored.get("changed").asInt()).isEqualTo(5);
    assertThat(run("diff", "one", after.toString()).out()).contains("5 changed, 0 appeared");
  }

  @Test
  void searchFindsSnapshotsByTheirTags() throws IOException {
    run("import", before.toString(), "--label", "one", "--tag", "ticket=4711");
    Ran found = run("search", "tag:4711");
    assertThat(found.out()).contains("one").contains("1 found");
    assertThat(run("search", "--json", "4712").json().get("total").asInt()).isZero();
    assertThat(run("search", "\"open").code()).isEqualTo(ExitCode.USAGE.number());
  }

  @Test
  void everyFailureHasItsCodeAndOneLine() throws IOException {
    assertFailure(run("list"), ExitCode.REPOSITORY_DAMAGED, "no snapshot repository");
    run("import", before.toString());
    assertFailure(run("show", "nowhere"), ExitCode.NOT_FOUND, "nowhere");
    assertFailure(
        run("import", temporary.resolve("missing").toString()), ExitCode.NOT_FOUND, "no such file");
    Path text = Files.writeString(temporary.resolve("text"), "not a dump at all");
    assertFailure(run("import", text.toString()), ExitCode.BAD_FORMAT, text.toString());
    assertFailure(
        run("info", before + "," + after), ExitCode.BAD_FORMAT, "a dump of its own; together");
    assertFailure(run("ps", before.toString()), ExitCode.UNKNOWN_MEMORY, "VMCOREINFO");
    damageThePack();
    Ran verified = run("verify", "--read-data");
    assertThat(verified.code()).isEqualTo(ExitCode.REPOSITORY_DAMAGED.number());
    assertThat(verified.out()).contains("damaged: ").contains("00000001.pack");
  }

  private void damageThePack() throws IOException {
    Path pack = repository.resolve("packs").resolve("00000001.pack");
    try (FileChannel channel = FileChannel.open(pack, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[64]), 500);
    }
  }

  private static void assertFailure(Ran ran, ExitCode code, String words) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(code.number());
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).startsWith("kexshot: ").contains(words);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void helpNamesEveryCommandAndExitCode() {
    Ran help = run("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains(Commands.names());
    for (ExitCode code : ExitCode.values()) {
      assertThat(help.out()).contains(code.meaning().substring(0, 12));
    }
    for (String command : Commands.names()) {
      assertThat(run(command, "--help").out()).contains("Usage: kexshot " + command);
    }
  }

  @Fault("A damaged search index stops searching, and import ends with 7 after it stored")
  @Test
  void aDamagedSearchIndexIsMadeAgain() throws IOException {
    run("import", before.toString(), "--label", "one");
    run("index", "update");
    Path index = repository.resolve("cache/search");
    List<Path> files;
    try (Stream<Path> all = Files.list(index)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      for (int at = 0; at < bytes.length; at += 1 + bytes.length / 6) {
        bytes[at] ^= 0x11;
      }
      Files.write(file, bytes);
      Ran found = run("search", "label:one");
      assertThat(found.code()).as("%s: %s", file, found.err()).isZero();
      assertThat(found.out()).as(file.toString()).contains("one");
    }
    Files.write(index.resolve("segments_1"), new byte[100]);
    Ran added = run("import", after.toString(), "--label", "two");
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.out()).contains("snapshot ").contains("two");
    assertThat(run("search", "label:two").out()).contains("two");
  }

  @Test
  void aRepositoryOfAnOlderVersionIsUpgradedOnRequest() throws IOException {
    assertThat(run("init", "--json").json().get("version").asInt()).isEqualTo(2);
    Files.writeString(repository.resolve("format"), "kexshot repository 1\n");
    assertThat(run("import", before.toString()).code()).isZero();
    assertThat(run("init").out()).contains("format version 1");
    JsonNode upgraded = run("init", "--upgrade", "--json").json();
    assertThat(upgraded.get("version").asInt()).isEqualTo(2);
    assertThat(upgraded.get("upgraded").asBoolean()).isTrue();
    assertThat(run("import", after.toString()).code()).isZero();
    assertThat(run("verify", "--read-data").out()).contains("2 snapshots").contains("no damage");
    assertThat(run("diff", "before.kdump", "after.kdump", "--json").code()).isZero();
  }

  @Test
  void snapshotsAreCopiedToAnotherRepositoryOnce() throws IOException {
    run("import", before.toString(), "--label", "one", "--note", "kept", "--tag", "k=v");
    run("import", after.toString(), "--label", "two");
    Path other = temporary.resolve("other");
    JsonNode copied = run("copy", other.toString(), "--json").json().get("copied");
    assertThat(copied).hasSize(2);
    assertThat(copied.get(0).get("isNew").asBoolean()).isTrue();
    Ran again = run("copy", other.toString(), "one");
    assertThat(again.out()).contains("one: there already");
    CommandRun shown = CommandRun.of("show", "one", "--repository=" + other);
    assertThat(shown.out()).contains("kept").contains("k=v").contains("40 kept");
    CommandRun verified = CommandRun.of("verify", "--read-data", "--repository=" + other);
    assertThat(verified.code()).isZero();
    assertThat(verified.out()).contains("2 snapshots");
    assertThat(run("copy", other.toString(), "nothing").code()).isEqualTo(3);
  }

  @Test
  void theChainIsCheckedWithoutPages() throws IOException {
    run("import", before.toString(), "--label", "one");
    run("import", after.toString(), "--label", "two");
    run("import", before.toString(), "--label", "three");
    assertThat(run("verify", "--chain").out()).contains("3 snapshots: the manifests, and no pack");
    assertThat(run("verify", "--chain", "two").out()).contains("2 snapshots").contains("no damage");
    String first = run("show", "one", "--json").json().get("id").asText();
    Files.delete(repository.resolve("snapshots/00000001-" + first + ".json"));
    Ran cut = run("verify", "--chain", "two");
    assertThat(cut.code()).isEqualTo(6);
    assertThat(cut.out()).contains(first).contains("a manifest is missing");
  }
}
