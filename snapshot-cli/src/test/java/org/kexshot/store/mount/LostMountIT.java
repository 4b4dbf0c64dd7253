package org.kexshot.store.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.Fault;
import org.kexshot.cli.CommandRun;
import org.kexshot.cli.Main;
import org.kexshot.store.TestDirectories;

/**
 * A repository behind sshfs whose connection is lost at one request after another, while a process
 * works in it: what was stored is exact when it is mounted again, and the process said what failed.
 */
@Timeout(1200)
class LostMountIT {
  /** Requests at which the connection is lost, evenly over those that the whole command makes. */
  private static final int MOMENTS = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(200);

  @TempDir static Path shared;
  private static Path origin;
  private static MountedImages images;

  @TempDir Path directory;
  private Path served;
  private Path mounted;
  private Path repository;

  /** Three snapshots, the first one forgotten, so that there is something to prune. */
  @BeforeAll
  static void makeRepository() throws IOException {
    images = new MountedImages(shared, 4);
    origin = Files.createDirectory(shared.resolve("origin"));
    Path repository = origin.resolve("repository");
    for (int i = 0; i < 3; i++) {
      images.add(repository, i);
    }
    CommandRun forgotten = CommandRun.of("forget", "s0", "--repository=" + repository);
    assertThat(forgotten.code()).as(forgotten.err()).isZero();
  }

  @BeforeEach
  void makeDirectories() throws IOException {
    served = directory.resolve("served");
    mounted = Files.createDirectory(directory.resolve("mounted"));
    repository = mounted.resolve("repository");
  }

  @Fault("On a mount that was lost, `verify` finds no snapshot and no damage, and ends with 0")
  @ParameterizedTest
  @CsvSource({
    "import,SERVER",
    "import,PROGRAM",
    "prune,SERVER",
    "prune,PROGRAM",
    "copy,SERVER",
    "copy,PROGRAM",
    "verify,SERVER",
    "verify,PROGRAM"
  })
  void whatWasStoredIsExactAndTheFailureIsTold(String command, SshfsMount.Loss loss)
      throws Exception {
    long all;
    serve();
    try (SshfsMount mount = SshfsMount.slow(served, mounted, Duration.ZERO)) {
      requireDone(command);
      all = mount.requests();
    }
    for (int moment = 1; moment <= MOMENTS; moment++) {
      serve();
      long last = all * moment / (MOMENTS + 1);
      String where = "%s, request %d of %d".formatted(command, last, all);
      Run lost;
      try (SshfsMount mount = SshfsMount.failing(served, mounted, loss, last)) {
        lost = run(command);
        assertThat(mount.isLost()).as(where).isTrue();
      }
      assertThat(mounted).as(where).isEmptyDirectory();
      requireTold(lost, where);
      try (SshfsMount mount = SshfsMount.slow(served, mounted, Duration.ZERO)) {
        requireWhole(where);
        requireDone(command);
        requireWhole(where);
        assertThat(mount.isLost()).as(where).isFalse();
      }
    }
  }

  private void requireDone(String command) {
    CommandRun run = CommandRun.of(arguments(command).toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
  }

  private void serve() throws IOException {
    if (Files.exists(served)) {
      TestDirectories.deleteTree(served);
    }
    TestDirectories.copyTree(origin, served);
  }

  /** One line with the file that failed; or the work was done before. */
  private void requireTold(Run lost, String where) {
    assertThat(lost.errors)
        .as(where)
        .doesNotContain("\tat ", "this is a bug", "is damaged", "SIGBUS");
    if (lost.code != 0) {
      assertThat(lost.code).as(where + ": " + lost.errors).isEqualTo(7);
      assertThat(lost.errors.lines()).as(where).hasSize(1);
      assertThat(lost.errors).as(where).startsWith("kexshot: ").contains(mounted.toString());
    }
  }

  private void requireWhole(String where) throws IOException {
    CommandRun verified = CommandRun.of("verify", "--read-data", "--repository=" + repository);
    assertThat(verified.code()).as(where + ": " + verified.err() + verified.out()).isZero();
    assertThat(images.requireExact(repository)).as(where).contains("s1", "s2").doesNotContain("s0");
  }

  /** What a process did. */
  private record Run(int code, String errors) {}

  private Run run(String command) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=/dev/stderr",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    line.addAll(arguments(command));
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(line)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " did not end when its mount was lost");
    }
    return new Run(process.exitValue(), Files.readString(errors, StandardCharsets.UTF_8));
  }

  private List<String> arguments(String command) {
    String there = "--repository=" + repository;
    return switch (command) {
      case "import" -> images.importing(repository, 3);
      case "prune" -> List.of("prune", there, "--max-unused=0");
      case "copy" ->
          List.of("copy", "--repository=" + origin.resolve("repository"), repository.toString());
      default -> List.of(command, there, "--read-data");
    };
  }
}
