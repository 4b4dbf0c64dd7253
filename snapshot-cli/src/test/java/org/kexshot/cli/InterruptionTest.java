package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that write memory, in processes of their own that are ended halfway. */
@Timeout(300)
class InterruptionTest {
  private static final int IMAGE_BYTES = 16 << 20;

  /** What must have been written before a process is ended, so that there is something to leave. */
  private static final long HALFWAY_BYTES = 1 << 20;

  /** Moments over the second half of an import at which it is ended; in the first Java starts. */
  private static final int MOMENTS = 15;

  private static final Duration PATIENCE = Duration.ofSeconds(100);

  @TempDir static Path shared;
  private static Path image;
  private static Path stored;

  @TempDir Path directory;
  private Path repository;

  /** Behind the kernel comes noise, which no compression makes quicker. */
  @BeforeAll
  static void writeImage() throws IOException {
    image = shared.resolve("image");
    KernelFixture.write(image);
    byte[] noise = new byte[IMAGE_BYTES - (int) Files.size(image)];
    new Random(4).nextBytes(noise);
    Files.write(image, noise, StandardOpenOption.APPEND);
    Files.writeString(KernelFixture.map(image), "0-%x : System RAM\n".formatted(IMAGE_BYTES - 1));
    stored = shared.resolve("stored");
    CommandRun added = CommandRun.of("import", image.toString(), map(), "--repository=" + stored);
    assertThat(added.code()).as(added.err()).isZero();
  }

  private static String map() {
    return "--map=" + KernelFixture.map(image);
  }

  @BeforeEach
  void nameRepository() {
    repository = directory.resolve("repository");
  }

  @ParameterizedTest
  @CsvSource({"filter,INT,130", "filter,HUP,129", "export,TERM,143", "import,TERM,143"})
  void aSignalLeavesNothing(String command, String signal, int code) throws Exception {
    Process process = start(arguments(command));
    awaitHalfway(process);
    send(signal, process);
    assertEnd(process, code);
    assertThat(memoryIn(directory)).isEmpty();
    assertThat(CommandRun.of(arguments(command)).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"filter", "export", "import"})
  void theNextCommandRemovesWhatAKilledOneLeft(String command) throws Exception {
    Process process = start(arguments(command));
    awaitHalfway(process);
    send("KILL", process);
    assertEnd(process, 137);
    List<Path> left = memoryIn(directory);
    assertThat(left).isNotEmpty();
    CommandRun next = CommandRun.of(arguments(command));
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(next.err()).containsPattern("kexshot: .*removed .*which .* killed had left");
    assertThat(left).noneMatch(Files::exists);
    assertThat(CommandRun.of(arguments(command, "again")).err()).doesNotContain("removed");
  }

  @Test
  void whatALivingProcessWritesIsLeftAlone() throws Exception {
    Process process = start(arguments("filter"));
    awaitHalfway(process);
    send("STOP", process);
    CommandRun other = CommandRun.of(arguments("filter", "other"));
    assertThat(other.code()).as(other.err()).isZero();
    assertThat(other.err()).doesNotContain("removed");
    send("CONT", process);
    assertEnd(process, 0);
    assertThat(directory.resolve("out")).hasSameBinaryContentAs(directory.resolve("other"));
  }

  /** Whenever it is ended, the snapshot is stored whole or not at all, and no file is too many. */
  @Test
  void anImportIsStoredWholeOrNotAtAll() throws Exception {
    long start = System.nanoTime();
    assertEnd(start(arguments("import")), 0);
    long nanos = System.nanoTime() - start;
    for (int moment = 1; moment <= MOMENTS; moment++) {
      Process process = start(arguments("import", "moment" + moment));
      if (!process.waitFor(nanos * (moment + MOMENTS) / (2 * MOMENTS), TimeUnit.NANOSECONDS)) {
        send("TERM", process);
      }
      process.waitFor();
      String errors = errors(process);
      assertThat(process.exitValue()).as(errors).isIn(0, 143);
      assertThat(errors).doesNotContain("\tat ");
      Path written = directory.resolve("moment" + moment);
      if (Files.exists(written.resolve("format"))) {
        int snapshots = files(written.resolve("snapshots"), file -> true).size();
        assertThat(files(written.resolve("packs"), file -> true)).hasSize(snapshots);
        assertThat(files(written.resolve("maps"), file -> true)).hasSize(snapshots);
        assertThat(files(written.resolve("temporary"), file -> true)).isEmpty();
        assertThat(CommandRun.of("verify", "--read-data", "--repository=" + written).code())
            .isZero();
      }
    }
  }

  private String[] arguments(String command) {
    return arguments(command, command.equals("import") ? "repository" : "out");
  }

  /**
   * The command line.
   *
   * @param target the file or repository that it writes
   */
  private String[] arguments(String command, String target) {
    Path path = directory.resolve(target);
    return switch (command) {
      case "filter" ->
          new String[] {command, image.toString(), path.toString(), map(), "--threads=1"};
      case "export" ->
          new String[] {
            command, "latest", path.toString(), "--threads=1", "--repository=" + stored
          };
      default -> new String[] {command, image.toString(), map(), "--repository=" + path};
    };
  }

  /**
   * With the signals' usual actions, also where these tests run in the background, and last in
   * turn, so that it does not end before a signal that is sent to it gets there.
   */
  private static Process start(String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "nice",
                "-n19",
                "env",
                "--default-signal",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private void awaitHalfway(Process process) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (memoryIn(directory).isEmpty()) {
      assertThat(process.isAlive()).as("ended before it was halfway").isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private static void send(String signal, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  private static void assertEnd(Process process, int code) throws Exception {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    String errors = errors(process);
    assertThat(process.exitValue()).as(errors).isEqualTo(code);
    assertThat(errors).doesNotContain("\tat ");
  }

  private static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Files that are large enough to hold some. */
  private static List<Path> memoryIn(Path directory) throws IOException {
    return files(
        directory,
        file -> {
          try {
            return Files.size(file) >= HALFWAY_BYTES;
          } catch (IOException gone) {
            return false;
          }
        });
  }

  private static List<Path> files(Path directory, Predicate<Path> which) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).filter(which).toList();
    } catch (UncheckedIOException gone) {
      return List.of();
    }
  }
}
