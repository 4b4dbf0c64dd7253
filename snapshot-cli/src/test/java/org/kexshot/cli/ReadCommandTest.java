package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.cli.failure.ExitCode;

/** Reading and translating addresses, and what is said where there are no bytes. */
class ReadCommandTest {
  private static final String PATTERN = "5a 5a 5a 5a 5a 5a 5a 5a  5a 5a 5a 5a 5a 5a 5a 5a";

  /** Where an i386 dump's header says how many blocks lie before the page descriptors. */
  private static final int SUB_HEADER_BLOCKS = 420;

  private static final int BITMAP_BLOCKS = 424;

  @TempDir private Path directory;
  private Path raw;

  @BeforeEach
  void writeImage() throws IOException {
    raw = directory.resolve("raw");
    KernelFixture.write(raw);
  }

  private CommandRun run(String command, Path image, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command, image.toString()));
    line.addAll(Arrays.asList(arguments));
    if (image == raw) {
      line.add("--map=" + KernelFixture.map(raw));
    }
    return CommandRun.of(line.toArray(String[]::new));
  }

  private Path filtered(String... options) {
    Path out = directory.resolve("filtered");
    List<String> arguments = new ArrayList<>(List.of(out.toString()));
    arguments.addAll(Arrays.asList(options));
    assertThat(run("filter", raw, arguments.toArray(String[]::new)).code()).isZero();
    return out;
  }

  private static String physical(int pfn) {
    return "0x" + Integer.toHexString(pfn << 12);
  }

  @Test
  void showsBytesAtPhysicalAndVirtualAddresses() {
    CommandRun physical = run("read", raw, "0x80038", "16", "--physical");
    assertThat(physical.code()).as(physical.err()).isZero();
    assertThat(physical.out())
        .isEqualTo(
            """
            0000000000080030                           5a 5a 5a 5a 5a 5a 5a 5a  |        ZZZZZZZZ|
            0000000000080040  00 00 00 00 00 00 00 00                           |........        |
            """);
    CommandRun virtual = run("read", raw, "0xc0080000", "0x10");
    assertThat(virtual.out()).isEqualTo("c0080000  " + PATTERN + "  |ZZZZZZZZZZZZZZZZ|\n");
  }

  @Test
  void anImageWithoutTheKernelsSymbolsSaysSo() {
    CommandRun processes = run("ps", raw);
    assertThat(processes.code()).isEqualTo(ExitCode.UNKNOWN_MEMORY.number());
    assertThat(processes.err()).contains("--system-map").doesNotContain("\tat ");
  }

  @Test
  void aSymbolIsAnAddress() throws IOException {
    assertThat(run("read", raw, "swapper_pg_dir+0xc00", "4").out())
        .startsWith("c0001c00  e3 01 00 00 ");
    JsonNode json = run("read", raw, "swapper_pg_dir-4096", "4096", "--json").json();
    assertThat(json.get("address").asText()).isEqualTo("0xc0000000");
    assertThat(json.get("parts").get(0).get("bytes").asText()).hasSize(2 * 4096);
    assertThat(json.get("gaps")).isEmpty();
    assertFailure(
        run("read", raw, "swapper_pg_dir", "--physical"), ExitCode.USAGE, "not a physical address");
    assertFailure(run("read", raw, "a b"), ExitCode.USAGE, "is not an address");
    assertFailure(run("read", raw, "0x0", "-1"), ExitCode.USAGE, "1 to 16777216 expected");
    assertFailure(run("read", raw, "0x0", "many"), ExitCode.USAGE, "not a number of bytes");
    assertFailure(
        run("read", raw, "0xffffffffffffffff", "2", "--physical"),
        ExitCode.USAGE,
        "beyond the last");
  }

  @Test
  void whyThereAreNoBytesIsToldApart() throws IOException {
    assertFailure(run("read", raw, "0xd0000000"), ExitCode.NO_MEMORY, "not mapped");
    assertFailure(run("read", raw, "0x1c0000000"), ExitCode.NO_MEMORY, "not mapped");
    assertFailure(run("read", raw, physical(1024), "--physical"), ExitCode.NO_MEMORY, "no RAM");
    Path dump = filtered("-d", "8");
    assertFailure(
        run("read", dump, physical(800), "--physical"), ExitCode.UNKNOWN_MEMORY, "excluded");
    assertFailure(run("read", dump, "0xc0320000"), ExitCode.UNKNOWN_MEMORY, "excluded");
    damage(dump, 601);
    assertFailure(
        run("read", dump, physical(601), "--physical"), ExitCode.BAD_FORMAT, "does not unpack");
    try (RandomAccessFile file = new RandomAccessFile(dump.toFile(), "rw")) {
      file.setLength(file.length() - 4096);
    }
    assertFailure(
        run("read", dump, physical(1022), "--physical"), ExitCode.MISSING_MEMORY, "is incomplete");
  }

  /** The code says what kind of failure it is, and JSON was empty. */
  @Fault("`read --json` prints no JSON where nothing could be read")
  @Test
  void whereThereAreNoBytesJsonSaysSoToo() throws IOException {
    CommandRun unmapped = run("read", raw, "0xd0000000", "--json");
    assertThat(unmapped.code()).isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(unmapped.err()).contains("not mapped");
    JsonNode json = unmapped.json();
    assertThat(json.get("address").asText()).isEqualTo("0xd0000000");
    assertThat(json.get("parts")).isEmpty();
    assertThat(json.get("gaps").get(0).get("reason").asText()).isEqualTo("NOT_MAPPED");
    assertThat(json.get("gaps").get(0).get("length").asInt()).isEqualTo(256);
    assertThat(json.get("problems").get(0).asText()).contains("not mapped");
  }

  /** Overwrites the start of a packed page of a dump that has all frames up to it. */
  private static void damage(Path dump, int pfn) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(dump)).order(ByteOrder.LITTLE_ENDIAN);
    int blocksBefore = 1 + file.getInt(SUB_HEADER_BLOCKS) + file.getInt(BITMAP_BLOCKS);
    int descriptor = blocksBefore * 4096 + pfn * 24;
    file.put((int) file.getLong(descriptor), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
    Files.write(dump, file.array());
  }

  @Test
  void aRangeWithAGapIsShownWithIt() throws IOException {
    Path dump = filtered("-d", "8");
    CommandRun ran = run("read", dump, "0xc0317ff0", "0x40020");
    assertThat(ran.code()).isEqualTo(ExitCode.INCOMPLETE.number());
    assertThat(ran.err()).startsWith("kexshot: not readable: ").contains("excluded when");
    assertThat(ran.out().lines())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).isEqualTo("c0318000  excluded: 262,144 bytes"));
    JsonNode json = run("read", dump, "0xc0317ff0", "0x40020", "--json").json();
    assertThat(json.get("gaps")).hasSize(1);
    assertThat(json.get("gaps").get(0).get("reason").asText()).isEqualTo("EXCLUDED");
    assertThat(json.get("parts")).hasSize(2);
    assertThat(json.get("problems")).hasSize(1);
  }

  @Test
  void rawBytesEndWhereTheImageLacksSome() throws IOException {
    byte[] expected = Arrays.copyOf(Files.readAllBytes(raw), 792 << 12);
    Path dump = filtered("-d", "8");
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CommandRun ran;
    try {
      System.setOut(new PrintStream(bytes, false));
      ran = run("read", dump, "0x0", "0x400000", "--physical", "--raw");
    } finally {
      System.setOut(before);
    }
    assertFailure(ran, ExitCode.UNKNOWN_MEMORY, "physical address 0x318000: excluded");
    assertThat(bytes.toByteArray()).isEqualTo(expected);
  }

  @Test
  void translatesLevelByLevel() throws IOException {
    JsonNode json = run("vtop", raw, "0xc0080010", "--json").json();
    assertThat(json.get("physical").asText()).isEqualTo("0x80010");
    assertThat(json.get("pageSize").asInt()).isEqualTo(4 << 20);
    assertThat(json.get("state").asText()).isEqualTo("PRESENT");
    assertThat(json.get("entries")).hasSize(1);
    JsonNode entry = json.get("entries").get(0);
    assertThat(entry.get("level").asText()).isEqualTo("PGD");
    assertThat(entry.get("address").asText()).isEqualTo("0x1c00");
    assertThat(entry.get("value").asText()).isEqualTo("0x1e3");
    assertThat(entry.get("flags").toString())
        .isEqualTo("[\"present\",\"writable\",\"accessed\",\"dirty\",\"global\",\"large page\"]");
    CommandRun text = run("vtop", raw, "0xc0080010");
    assertThat(text.out())
        .contains("physical      0000000000080010")
        .contains("a page of 4.00 MiB");
    CommandRun unmapped = run("vtop", raw, "0xd0000000");
    assertThat(unmapped.code()).isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(unmapped.out()).contains("mapping  not mapped");
  }

  private static void assertFailure(CommandRun ran, ExitCode code, String words) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(code.number());
    assertThat(ran.err()).contains(words);
    assertThat(ran.out()).isEmpty();
  }
}
