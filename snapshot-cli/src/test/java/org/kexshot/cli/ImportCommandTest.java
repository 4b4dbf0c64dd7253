package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;

/** Files about a kernel, which its snapshot keeps, and what is said where they are missing. */
class ImportCommandTest {
  @TempDir private Path directory;
  private Path image;
  private Path repository;
  private Path systemMap;

  @BeforeEach
  void writeImage() throws IOException {
    image = directory.resolve("image");
    repository = directory.resolve("repository");
    systemMap = directory.resolve("System.map");
    KernelFixture.write(image);
    Files.writeString(systemMap, map("c0001000"));
  }

  private static String map(String pageTable) {
    return "c0000000 T _stext\n%s D swapper_pg_dir\nc0002000 D init_uts_ns\n".formatted(pageTable)
        + "c0004000 B mem_map\n%x D pattern\n"
            .formatted(KernelFixture.BASE + KernelFixture.PATTERN);
  }

  private CommandRun run(String... line) {
    List<String> arguments = new ArrayList<>(Arrays.asList(line));
    arguments.add("--repository=" + repository);
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun importImage(String... options) {
    List<String> line =
        new ArrayList<>(List.of("import", image.toString(), "--map=" + KernelFixture.map(image)));
    line.addAll(List.of(options));
    return run(line.toArray(String[]::new));
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(repository.resolve("debug"))) {
      return files.toList();
    }
  }

  @Fault("`import` takes neither `--btf` nor `--system-map`")
  @Test
  void laterCommandsNeedNoOption() throws IOException {
    assertThat(importImage("--system-map=" + systemMap, "--label=first").code()).isZero();
    assertThat(importImage("--system-map=" + systemMap, "--label=second").code()).isZero();

    CommandRun read = run("read", "first", "pattern", "4", "--json");
    assertThat(read.code()).as(read.err()).isZero();
    assertThat(read.json().get("parts").get(0).get("bytes").asText()).isEqualTo("5a5a5a5a");
    assertThat(kept())
        .hasSize(1)
        .first()
        .satisfies(file -> assertThat(file).hasSameTextualContentAs(systemMap));
    String hash = kept().get(0).getFileName().toString().replace(".map", "");
    assertThat(run("show", "second", "--json").json().get("debugFiles").get("systemMap").asText())
        .isEqualTo(hash);
    assertThat(run("show", "second").out()).contains(hash);
    assertThat(run("verify", "--read-data").code()).isZero();
  }

  @Fault("`import` indexes nothing of such a kernel, and says nothing")
  @Test
  void whatCannotBeSearchedForIsSaid() {
    CommandRun imported = importImage("--label=first");
    assertThat(imported.code()).isZero();
    assertThat(imported.err())
        .contains("kernel objects of ")
        .contains("cannot be listed, compared or searched: ")
        .contains("--system-map FILE");
  }

  @Test
  void aSearchThatIndexesSaysItToo() throws IOException {
    importImage("--label=first");
    assertThat(run("search", "label:first").err()).contains("cannot be searched for: ");
    assertThat(run("search", "label:first").err()).isEmpty();
  }

  @Fault("`search 'NOT kworker'` finds nothing")
  @Test
  void aSearchForWhatIsNotFindsTheRest() throws IOException {
    importImage("--label=first");
    importImage("--label=second");
    CommandRun all = run("search", "NOT kworker", "--json");
    assertThat(all.code()).isZero();
    assertThat(all.json().get("total").asInt()).isEqualTo(2);
    assertThat(run("search", "NOT label:first", "--json").json().get("total").asInt()).isOne();
  }

  @Test
  void theIndexSaysWhatItLacks() throws IOException {
    importImage("--label=first");
    assertThat(run("index", "status").out()).contains("1 snapshot not indexed").contains("first");
    assertThat(run("index", "update").out()).contains("The index is current.");
    try (Stream<Path> index = Files.list(repository.resolve("cache/search"))) {
      for (Path file : index.toList()) {
        Files.delete(file);
      }
    }
    assertThat(run("index", "status").out()).contains("1 snapshot not indexed").contains("first");
    assertThat(run("index", "rebuild").out()).contains("The index is current.");
    assertThat(run("index", "status", "--json").json().get("snapshots").asInt()).isOne();
  }

  @Test
  void aQueryThatCannotBeReadShowsThePlace() throws IOException {
    importImage("--label=first");
    run("index", "update");
    CommandRun refused = run("search", "label:first (procss:x)");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().lines())
        .containsExactly(
            "kexshot: no field 'procss' (did you mean 'process'?)",
            "  label:first (procss:x)",
            "               ^");
  }

  @Fault("A search for a field that there is not is answered by a thousand characters of names")
  @Test
  void ofManyFieldsThoseAreNamedThatAreLikeTheOneThatIsNone() throws IOException {
    importImage("--label=first");
    run("index", "update");
    for (String[] line :
        new String[][] {
          {"search", "process_command:x"}, {"search", "first", "--sort=process_command"}
        }) {
      String told = run(line).err().lines().findFirst().orElseThrow();
      assertThat(told)
          .startsWith("kexshot: no field 'process_command' (like it are command, process; ")
          .contains("`kexshot search --help` and docs/kinds.md list all ")
          .hasSizeLessThan(250);
    }
  }

  @Fault("A label that another snapshot has is taken over without a word")
  @Test
  void aLabelThatAnotherSnapshotHasIsTakenOverAndThatIsTold() throws IOException {
    assertThat(importImage("--label=twice").err()).doesNotContain("label");
    String first = id("twice");
    assertThat(importImage("--label=once").err()).doesNotContain("label");
    String told = importImage("--label=twice").err();
    String second = id("twice");
    assertThat(told)
        .contains(
            "kexshot: the label twice stands for this snapshot, %s, from now on; the other that has it is named by its id, %s\n"
                .formatted(second, first));
    assertThat(importImage("--label=twice").err())
        .contains("the 2 others that have it, last " + second + ", are named by their ids");
  }

  private String id(String label) throws IOException {
    return run("show", label, "--json").json().get("id").asText().substring(0, 10);
  }

  @Test
  void filesOfAnotherKernelAreRefused() throws IOException {
    Files.writeString(systemMap, map("c0001040"));
    CommandRun refused = importImage("--system-map=" + systemMap);
    assertThat(refused.code()).isEqualTo(9);
    assertThat(refused.err()).contains(systemMap.toString()).contains("swapper_pg_dir");
    assertThat(run("list", "--json").json().get("snapshots")).isEmpty();
    assertThat(repository.resolve("debug")).doesNotExist();
  }

  @Test
  void aKeptFileThatIsDamagedIsFoundBeforeItIsUsed() throws IOException {
    importImage("--system-map=" + systemMap, "--label=first");
    Files.writeString(kept().get(0), map("c0001040"));
    assertThat(run("read", "first", "pattern", "4").code()).isEqualTo(6);
    CommandRun verified = run("verify", "--read-data", "--json");
    assertThat(verified.code()).isEqualTo(6);
    assertThat(verified.json().get("problems").toString()).contains(kept().get(0).toString());
  }

  /** An image whose VMCOREINFO was overwritten. */
  @Test
  void theTextOfVmcoreinfoCanBeGivenAndIsKept() throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    String text =
        new String(bytes, KernelFixture.VMCOREINFO, 4096, StandardCharsets.US_ASCII).split("\0")[0];
    Arrays.fill(bytes, KernelFixture.VMCOREINFO, KernelFixture.VMCOREINFO + 4096, (byte) 0);
    Files.write(image, bytes);
    Path given = directory.resolve("vmcoreinfo");
    Files.writeString(given, text);
    String map = "--map=" + KernelFixture.map(image);
    assertThat(run("read", image.toString(), "0xc0080000", "4", map).code()).isEqualTo(9);
    CommandRun read =
        run("read", image.toString(), "0xc0080000", "4", map, "--vmcoreinfo=" + given);
    assertThat(read.out()).as(read.err()).startsWith("c0080000  5a 5a 5a 5a");

    assertThat(importImage("--vmcoreinfo=" + given, "--label=first").code()).isZero();
    assertThat(run("read", "first", "0xc0080000", "4").out()).startsWith("c0080000  5a 5a 5a 5a");
    assertThat(run("show", "first").out()).contains("6.1.0-fixture, i686");

    Files.writeString(
        given, text.replace("6.1.0-fixture", "6.0").replace("=c0001000", "=c0002000"));
    CommandRun wrong =
        run("read", image.toString(), "0xc0080000", "4", map, "--vmcoreinfo=" + given);
    assertThat(wrong.code()).isEqualTo(9);
    assertThat(wrong.err()).contains(given + ": ");
    Files.writeString(given, "no such text");
    assertThat(importImage("--vmcoreinfo=" + given).err())
        .contains("12 bytes without a line OSRELEASE=");
  }

  /** The kernel's own top table is zeroed; a process has another. */
  @Test
  void anotherTopTableIsToldOf() throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    System.arraycopy(bytes, KernelFixture.TABLE, bytes, 900 * 4096, 4096);
    Arrays.fill(bytes, KernelFixture.TABLE, KernelFixture.TABLE + 4096, (byte) 0);
    Files.write(image, bytes);
    Path given = directory.resolve("vmcoreinfo");
    Files.write(given, Arrays.copyOfRange(bytes, KernelFixture.VMCOREINFO, 0x3800));
    CommandRun read =
        run(
            "read",
            image.toString(),
            "0xc0080000",
            "4",
            "--map=" + KernelFixture.map(image),
            "--vmcoreinfo=" + given);
    assertThat(read.out()).as(read.err()).startsWith("c0080000  5a 5a 5a 5a");
    assertThat(read.err())
        .contains("warning: the kernel's own top page table")
        .contains("0x384000");
  }

  /** A writer that is killed before its manifest has a name leaves such a file. */
  @Test
  void aFileThatBelongsToNoSnapshotIsMovedAside() throws IOException {
    importImage("--system-map=" + systemMap, "--label=first");
    Path kept = kept().get(0);
    Path left = kept.resolveSibling("00".repeat(32) + ".btf");
    Files.writeString(left, "left");
    assertThat(importImage("--label=second").err()).contains("moved 1 files");
    assertThat(kept()).containsExactly(kept);
    assertThat(repository.resolve("unreached").resolve(left.getFileName())).hasContent("left");
    assertThat(run("read", "first", "pattern", "4").code()).isZero();
  }

  private Path packed(String name) throws IOException {
    Path file = directory.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      Files.copy(image, out);
    }
    return file;
  }

  @Test
  void whatIsPackedIsUnpackedIntoTheRepositoryAndStored() throws IOException {
    Path gz = packed("dump.raw.gz");
    CommandRun imported =
        run(
            "import",
            image.toString(),
            gz.toString(),
            "--map=" + KernelFixture.map(image),
            "--label={stem}-{n}",
            "--json");
    assertThat(imported.code()).as(imported.err()).isZero();
    JsonNode snapshots = imported.json().get("snapshots");
    assertThat(snapshots.get(0).get("label").asText()).isEqualTo("image-1");
    assertThat(snapshots.get(1).get("label").asText()).isEqualTo("dump-2");
    assertThat(run("diff", "image-1", "dump-2", "--json").json().toString())
        .contains("\"changed\":0");
    try (Stream<Path> left = Files.list(repository.resolve("temporary"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aPackedFileThatIsCutOffLeavesNothing() throws IOException {
    Path gz = packed("dump.gz");
    Files.write(gz, Arrays.copyOf(Files.readAllBytes(gz), 1000));
    CommandRun refused = run("import", gz.toString(), "--map=" + KernelFixture.map(image));
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err()).contains(gz.toString()).contains("offset 0x3e8").contains("cut off");
    assertThat(run("list", "--json").json().get("snapshots")).isEmpty();
    try (Stream<Path> left = Files.list(repository.resolve("temporary"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void severalDumpsNeedAPatternThatIsKnown() {
    String[] twice = {image.toString(), image.toString(), "--map=" + image};
    CommandRun constant = run("import", twice[0], twice[1], twice[2], "--label=a");
    assertThat(constant.code()).isEqualTo(2);
    assertThat(constant.err()).contains("2 dumps would have one label").contains("a-{n}");
    CommandRun unknown = run("import", twice[0], twice[2], "--label={when}");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("{when} stands for nothing");
  }

  @Test
  void aCommandThatTakesNoPackedFileSaysWhichDoes() throws IOException {
    CommandRun refused = CommandRun.of("info", packed("dump.gz").toString());
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err()).contains("packed by gzip").contains("kexshot import");
  }
}
