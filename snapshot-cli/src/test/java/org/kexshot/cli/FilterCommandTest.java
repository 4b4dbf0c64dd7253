package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

class FilterCommandTest {
  @TempDir private Path directory;
  private Path raw;

  @BeforeEach
  void writeImage() throws IOException {
    raw = directory.resolve("raw");
    KernelFixture.write(raw);
  }

  private CommandRun filter(Object in, Object out, String... options) {
    List<String> line = new ArrayList<>(List.of("filter", in.toString(), out.toString()));
    line.addAll(Arrays.asList(options));
    if (in == raw) {
      line.add("--map=" + KernelFixture.map(raw));
    }
    return CommandRun.of(line.toArray(String[]::new));
  }

  /** Fails unless the dump has every page of the image that its level keeps, and no other. */
  private void assertHolds(Path dump, int level) throws IOException {
    byte[] all = Files.readAllBytes(raw);
    byte[] page = new byte[4096];
    try (Dump opened = DumpFiles.open(dump)) {
      PhysicalMemory memory = opened.memory();
      assertThat(memory.presentFrames().count()).isLessThanOrEqualTo(KernelFixture.FRAMES);
      for (int pfn = 0; pfn < KernelFixture.FRAMES; pfn++) {
        if (memory.state(pfn) == PageState.PRESENT) {
          memory.read((long) pfn << 12, page, 0, page.length);
          assertThat(page).isEqualTo(Arrays.copyOfRange(all, pfn << 12, pfn + 1 << 12));
        }
      }
      assertThat(memory.state(700) == PageState.EXCLUDED).isEqualTo((level & 6) != 0);
      assertThat(memory.state(800) == PageState.EXCLUDED).isEqualTo((level & 8) != 0);
      assertThat(memory.state(856) == PageState.EXCLUDED).isEqualTo((level & 16) != 0);
      assertThat(memory.state(10)).isEqualTo(PageState.PRESENT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "kdump,none,31,kdump-compressed v6",
    "kdump,zlib,8,kdump-compressed v6",
    "KDUMP,zstd,17,kdump-compressed v6",
    "kdump,lzo,2,kdump-compressed v6",
    "kdump,snappy,16,kdump-compressed v6",
    "elf,none,31,ELF64 core",
    "elf,none,0,ELF64 core"
  })
  void writesEveryFormatAtEveryCompression(
      String format, String compression, int level, String name) throws IOException {
    for (boolean flattened : new boolean[] {false, true}) {
      Path out = directory.resolve("out" + flattened);
      List<String> options = new ArrayList<>(List.of("-d", "" + level, "--format", format));
      options.addAll(List.of("--compress", compression));
      if (flattened) {
        options.add("--flattened");
      }
      CommandRun ran = filter(raw, out, options.toArray(String[]::new));
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out())
          .startsWith(out + ": ")
          .contains("pages kept, ", " zero and ", " excluded");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
          .isEqualTo("rw-------");
      assertHolds(out, level);
      try (Dump dump = DumpFiles.open(out)) {
        assertThat(dump.formatName()).isEqualTo(flattened ? name + ", flattened" : name);
        assertThat(dump.vmcoreinfo().orElseThrow().osRelease()).contains("6.1.0-fixture");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zlib", "zstd", "lzo", "snappy"})
  void threadsDoNotChangeAByte(String compression) throws IOException {
    Path one = directory.resolve("one");
    Path three = directory.resolve("three");
    filter(raw, one, "--compress", compression, "--threads", "1", "-d", "1");
    filter(raw, three, "--compress", compression, "--threads", "3", "-d", "1");
    assertThat(three).hasSameBinaryContentAs(one);
  }

  @Test
  void theEstimateIsWhatEachLevelKeeps() throws IOException {
    JsonNode estimate =
        CommandRun.of(
                "filter", raw.toString(), "--map=" + KernelFixture.map(raw), "--estimate", "--json")
            .json();
    assertThat(estimate.get("levels")).hasSize(32);
    for (int level = 0; level < 32; level++) {
      Path out = directory.resolve("level" + level);
      JsonNode written = filter(raw, out, "-d", "" + level, "--json").json();
      JsonNode estimated = estimate.get("levels").get(level);
      assertThat(estimated.get("level").asInt()).isEqualTo(level);
      for (String pages : List.of("kept", "zero")) {
        assertThat(estimated.get("pages").get(pages))
            .as("%s at level %d", pages, level)
            .isEqualTo(written.get("pages").get(pages));
      }
      if (level == 31) {
        JsonNode excluded = written.get("excludedByKind");
        assertThat(excluded).hasSize(6);
        excluded
            .fieldNames()
            .forEachRemaining(
                kind ->
                    assertThat(estimate.get("pagesByKind").get(kind))
                        .as(kind)
                        .isEqualTo(excluded.get(kind)));
      }
    }
    assertThat(estimate.get("pagesByKind").get("cache").asInt()).isEqualTo(64);
    assertThat(estimate.get("pagesByKind").get("user").asInt()).isEqualTo(64);
    CommandRun text = CommandRun.of("filter", raw.toString(), "--map", raw + ".map", "--estimate");
    assertThat(text.out())
        .containsPattern("private data +64 +256 KiB")
        .containsPattern("\\n +31 +");
  }

  @Test
  void whatTheImageLacksStaysToldApart() throws IOException {
    Path whole = directory.resolve("whole");
    filter(raw, whole, "-d", "16", "--compress", "none");
    try (RandomAccessFile cut = new RandomAccessFile(whole.toFile(), "rw")) {
      cut.setLength(cut.length() - 10 * 4096);
    }
    Path again = directory.resolve("again");
    CommandRun ran = filter(whole, again, "-d", "8");
    assertThat(ran.code()).isEqualTo(ExitCode.INCOMPLETE.number());
    assertThat(ran.err())
        .contains("warning: " + whole + ": incomplete: its last page is not there")
        .contains("not readable: 10 pages of the image");
    try (Dump dump = DumpFiles.open(again)) {
      assertThat(dump.dumpLevel()).contains(24);
      assertThat(dump.memory().state(856)).isEqualTo(PageState.EXCLUDED);
      assertThat(dump.memory().state(800)).isEqualTo(PageState.EXCLUDED);
      assertThat(dump.memory().state(1023)).isEqualTo(PageState.UNREADABLE);
      assertThat(dump.memory().state(1013)).isEqualTo(PageState.PRESENT);
    }
  }

  /** A format says how bytes lie in a file, for which no kernel is needed. */
  @Fault("An image whose kernel is not found cannot be exported")
  @ParameterizedTest
  @CsvSource({"elf,0", "elf,1", "kdump,0", "kdump,1"})
  void memoryOfAnUnknownKernelIsConverted(String format, int level) throws IOException {
    byte[] bytes = new byte[4 << 12];
    new Random(17).nextBytes(bytes);
    Arrays.fill(bytes, 2 << 12, 3 << 12, (byte) 0);
    Path unknown = Files.write(directory.resolve("unknown"), bytes);
    Files.writeString(directory.resolve("unknown.map"), "0-3fff");
    String map = "--map=" + unknown + ".map";
    Path filtered = directory.resolve("filtered");
    CommandRun ran = filter(unknown, filtered, map, "-d", "" + level, "--format", format);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertHolds(filtered, bytes, level);

    String repository = "--repository=" + directory.resolve("repository");
    assertThat(CommandRun.of("import", unknown.toString(), map, repository).code()).isZero();
    Path exported = directory.resolve("exported");
    ran = CommandRun.of("export", "latest", exported.toString(), "--format", format, repository);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertHolds(exported, bytes, 0);
  }

  private static void assertHolds(Path dump, byte[] all, int level) throws IOException {
    byte[] page = new byte[4096];
    try (Dump opened = DumpFiles.open(dump)) {
      assertThat(opened.vmcoreinfo()).isEmpty();
      assertThat(opened.dumpLevel().orElse(level)).isEqualTo(level);
      for (int pfn = 0; pfn < all.length >> 12; pfn++) {
        if (level == 0 || opened.memory().state(pfn) == PageState.PRESENT) {
          opened.memory().read((long) pfn << 12, page, 0, page.length);
          assertThat(page).isEqualTo(Arrays.copyOfRange(all, pfn << 12, pfn + 1 << 12));
        } else {
          assertThat(pfn).isEqualTo(2);
        }
      }
    }
  }

  @Test
  void nothingIsLeftOfWhatFails() throws IOException {
    Path taken = Files.writeString(directory.resolve("taken"), "mine");
    CommandRun ran = filter(raw, taken);
    assertThat(ran.code()).isEqualTo(ExitCode.INPUT_OUTPUT.number());
    assertThat(ran.err()).contains("taken: there is such a file already");
    assertThat(taken).hasContent("mine");

    Path noKernel = Files.write(directory.resolve("zeros"), new byte[1 << 16]);
    Files.writeString(directory.resolve("zeros.map"), "0-ffff");
    ran = filter(noKernel, directory.resolve("out"), "--map=" + noKernel + ".map", "-d", "31");
    assertThat(ran.code()).isEqualTo(ExitCode.UNKNOWN_MEMORY.number());
    assertThat(filter(raw, directory.resolve("no/out")).code())
        .isEqualTo(ExitCode.NOT_FOUND.number());
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("raw", "raw.map", "taken", "zeros", "zeros.map");
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    Path out = directory.resolve("out");
    assertUsage(filter(raw, out, "--format", "elf", "--compress", "zlib"), "cannot be compressed");
    assertUsage(filter(raw, out, "--threads", "0"), "1 to 256 expected");
    assertUsage(filter(raw, out, "--estimate"), "and not both");
    assertUsage(filter(raw, out, "-d", "32"), "give 0 to 31");
    assertUsage(CommandRun.of("filter", raw.toString()), "and not both");
  }

  private static void assertUsage(CommandRun ran, String words) {
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(ran.err()).contains(words).contains("kexshot filter --help");
  }

  @ParameterizedTest
  @CsvSource({
    "kdump,false,'kdump-compressed v6'",
    "kdump,true,'kdump-compressed v6, flattened'",
    "elf,true,ELF64 core"
  })
  void writesToStandardOutput(String format, boolean pipe, String name)
      throws IOException, InterruptedException {
    Path out = directory.resolve("stdout");
    Process process = start(format, pipe ? Redirect.PIPE : Redirect.to(out.toFile()));
    if (pipe) {
      Files.copy(process.getInputStream(), out);
    }
    assertFinished(process);
    try (Dump dump = DumpFiles.open(out)) {
      assertThat(dump.formatName()).isEqualTo(name);
    }
    assertHolds(out, 31);
  }

  @Test
  void doesNotTrustPositionsWhereOutputIsAppended() throws IOException, InterruptedException {
    Path out = directory.resolve("stdout");
    assertFinished(start("kdump", Redirect.appendTo(out.toFile())));
    try (Dump dump = DumpFiles.open(out)) {
      assertThat(dump.formatName()).isEqualTo("kdump-compressed v6, flattened");
    }
    assertHolds(out, 31);
  }

  @Test
  void writesIntoAPipeByName() throws IOException, InterruptedException {
    Path pipe = directory.resolve("pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    Path out = directory.resolve("read");
    Process reader =
        new ProcessBuilder("cat", pipe.toString()).redirectOutput(out.toFile()).start();
    assertThat(filter(raw, pipe, "-d", "31").code()).isZero();
    assertThat(reader.waitFor()).isZero();
    assertHolds(out, 31);
  }

  private Process start(String format, Redirect out) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(
            java, "-cp", System.getProperty("java.class.path"), Main.class.getName());
    command.command().addAll(List.of("filter", raw.toString(), "-", "-d31", "--format", format));
    command.command().add("--map=" + KernelFixture.map(raw));
    return command.redirectOutput(out).redirectError(directory.resolve("stderr").toFile()).start();
  }

  private void assertFinished(Process process) throws IOException, InterruptedException {
    int code = process.waitFor();
    assertThat(Files.readString(directory.resolve("stderr"))).startsWith("standard output: ");
    assertThat(code).isZero();
  }
}
