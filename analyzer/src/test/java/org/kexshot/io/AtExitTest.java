package org.kexshot.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guards in a process of their own, which a signal or {@code System.exit} ends. */
@Timeout(60)
class AtExitTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalRunsTheActionsOfOpenGuards(String signal, int code) throws Exception {
    assertEnd(signalled(signal), code);
    assertThat(ran()).containsExactlyInAnyOrder("open", "failing");
  }

  @Test
  void aKillRunsNothing() throws Exception {
    assertEnd(signalled("KILL"), 137);
    assertThat(ran()).isEmpty();
  }

  @Test
  void exitRunsTheActionsOfOpenGuards() throws Exception {
    assertEnd(start("exits"), 3);
    assertThat(ran()).containsExactlyInAnyOrder("open", "failing");
  }

  @Test
  void aClosedGuardRunsNothing() throws Exception {
    assertEnd(start("ends"), 0);
    assertThat(ran()).isEmpty();
  }

  @Test
  void whereTheProcessIsAlreadyEndingTheActionRunsAtOnce() throws Exception {
    assertEnd(start("late"), 3);
    assertThat(ran()).containsExactly("late action", "late closed", "open");
  }

  @Test
  void anActionMayUseAGuardOfItsOwn() throws Exception {
    assertEnd(start("nested"), 3);
    assertThat(ran()).containsExactly("open");
  }

  @Test
  void closingWaitsForTheRunningAction() throws Exception {
    assertEnd(start("closes"), 3);
    assertThat(ran()).containsExactly("begun", "ended", "closed");
  }

  @Test
  void theProcessWaitsForAnActionThatAFailureRuns() throws Exception {
    assertEnd(start("givesUp"), 3);
    assertThat(ran()).containsExactly("begun", "ended");
  }

  @Test
  void whatAnActionThrowsIsAddedToTheFailureThatRanIt() {
    AtExit guard =
        AtExit.run(
            () -> {
              throw new IOException("the action's");
            });
    IOException failure = new IOException("the work's");
    guard.giveUp(failure);
    assertThat(failure.getSuppressed())
        .singleElement()
        .extracting("message")
        .isEqualTo("the action's");
    assertThatThrownBy(() -> guard.uncut(() -> 1)).isInstanceOf(InterruptedIOException.class);
  }

  private Process signalled(String signal) throws Exception {
    Process child = start("waits");
    child.inputReader().readLine();
    new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid())).start().waitFor();
    return child;
  }

  /** With the signals' usual actions, also where these tests run in the background. */
  private Process start(String scene) throws IOException {
    return new ProcessBuilder(
            "env",
            "--default-signal",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            scene,
            log().toString())
        .start();
  }

  private static void assertEnd(Process child, int code) throws Exception {
    assertThat(child.waitFor(50, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(child.exitValue()).isEqualTo(code);
  }

  private Path log() {
    return directory.resolve("log");
  }

  private List<String> ran() throws IOException {
    return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
  }

  /** The process under test. */
  static final class Child {
    private final Path log;

    private Child(Path log) {
      this.log = log;
    }

    public static void main(String[] arguments) throws Exception {
      Child child = new Child(Path.of(arguments[1]));
      switch (arguments[0]) {
        case "waits" -> child.withGuards(() -> Thread.sleep(60_000));
        case "exits" -> child.withGuards(() -> System.exit(3));
        case "ends" -> child.withGuards(() -> {});
        case "late" -> child.late();
        case "nested" -> child.nested();
        case "closes" -> child.closes();
        case "givesUp" -> child.givesUp();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }

    private void withGuards(AtExit.Action work) throws Exception {
      AtExit.run(() -> note("closed")).close();
      AtExit open = AtExit.run(() -> note("open"));
      AtExit failing = AtExit.run(this::fail);
      try (open;
          failing) {
        System.out.println("ready");
        work.run();
      }
    }

    private void fail() throws IOException {
      note("failing");
      throw new IOException("an action's error, which nobody is to see");
    }

    private void late() {
      AtExit.run(
          () -> {
            Thread late = new Thread(this::registerLate);
            late.start();
            late.join();
            note("open");
          });
      System.exit(3);
    }

    private void registerLate() {
      AtExit guard = AtExit.run(() -> note("late action"));
      try (guard) {
        note("late closed");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private void nested() {
      AtExit.run(
          () -> {
            AtExit inner = AtExit.run(() -> note("inner"));
            try (inner) {
              note("open");
            }
          });
      System.exit(3);
    }

    private void givesUp() {
      AtExit guard =
          AtExit.run(
              () -> {
                note("begun");
                new Thread(() -> System.exit(3)).start();
                Thread.sleep(300);
                note("ended");
              });
      guard.giveUp(new IOException("for a test"));
    }

    private void closes() throws Exception {
      AtExit guard =
          AtExit.run(
              () -> {
                note("begun");
                Thread.sleep(300);
                note("ended");
              });
      AtExit.run(() -> await("closed"));
      new Thread(() -> System.exit(3)).start();
      await("begun");
      guard.close();
      note("closed");
    }

    private void await(String line) throws Exception {
      while (!Files.exists(log) || !Files.readAllLines(log).contains(line)) {
        Thread.sleep(1);
      }
    }

    private void note(String line) throws IOException {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
