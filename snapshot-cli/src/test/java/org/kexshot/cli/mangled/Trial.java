package org.kexshot.cli.mangled;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.kexshot.cli.CommandRun;
import org.kexshot.cli.failure.ExitCode;

/** Runs a command on a damaged image, in this process or in one of its own, and judges it. */
final class Trial {
  /** Longest that a command may compute, in seconds. */
  private static final int LIMIT = 10;

  /** Longest that it may last, in seconds, on a machine that does other things too. */
  private static final int PATIENCE = 60 * LIMIT;

  /** What an image alone, however damaged, can bring about. */
  private static final Set<ExitCode> EXPECTED =
      Set.of(
          ExitCode.OK,
          ExitCode.NOT_FOUND,
          ExitCode.BAD_FORMAT,
          ExitCode.UNKNOWN_MEMORY,
          ExitCode.INCOMPLETE,
          ExitCode.NO_MEMORY,
          ExitCode.MISSING_MEMORY);

  private static final Pattern STACK =
      Pattern.compile("^\\s+at [\\w.$/]+\\(|Exception|this is a bug|\\bnull$", Pattern.MULTILINE);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Optional<Path> launcher;
  private boolean spoiled;

  /**
   * @param launcher runs each command in a process; else all run in this one
   */
  Trial(Optional<Path> launcher) {
    this.launcher = launcher;
  }

  /** Whether a command still runs in this process, so that others would suffer. */
  boolean isSpoiled() {
    return spoiled;
  }

  /** What is wrong with how the command ended; empty if nothing is. */
  Optional<String> run(String... command) {
    return launcher.isPresent() ? ofProcess(launcher.get(), command) : ofThread(command);
  }

  private Optional<String> ofThread(String... command) {
    CommandRun[] result = new CommandRun[1];
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                result[0] = CommandRun.of(command);
              } catch (Throwable e) {
                thrown[0] = e;
              }
            },
            "trial");
    thread.setDaemon(true);
    thread.start();
    long start = System.nanoTime();
    long computed = 0;
    while (thread.isAlive() && computed < LIMIT && seconds(System.nanoTime() - start) < PATIENCE) {
      join(thread);
      computed = seconds(THREADS.getThreadCpuTime(thread.getId()));
    }
    if (thread.isAlive()) {
      spoiled = true;
      return Optional.of(
          "hangs after %d s, of which it computed %d%s"
              .formatted(
                  seconds(System.nanoTime() - start), computed, stack(thread.getStackTrace())));
    }
    if (thrown[0] != null) {
      return Optional.of("throws " + thrown[0] + stack(thrown[0].getStackTrace()));
    }
    return judge(result[0].code(), result[0].out(), result[0].err());
  }

  private static void join(Thread thread) {
    try {
      thread.join(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }

  private static String stack(StackTraceElement[] frames) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(30, frames.length); i++) {
      text.append("\n    ").append(frames[i]);
    }
    return text.toString();
  }

  private static Optional<String> ofProcess(Path launcher, String... command) {
    List<String> line = new ArrayList<>(List.of(launcher.toString()));
    line.addAll(List.of(command));
    try {
      Path out = Files.createTempFile("trial", ".out");
      Path err = Files.createTempFile("trial", ".err");
      Process process =
          new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      long start = System.nanoTime();
      long computed = 0;
      while (computed < LIMIT
          && seconds(System.nanoTime() - start) < PATIENCE
          && !process.waitFor(200, TimeUnit.MILLISECONDS)) {
        computed = process.info().totalCpuDuration().map(Duration::toSeconds).orElse(computed);
      }
      boolean ended = !process.isAlive();
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      String told = Files.readString(err);
      String shown = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
      Files.delete(out);
      Files.delete(err);
      return ended ? judge(process.exitValue(), shown, told) : Optional.of("hangs");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<String> judge(int code, String out, String err) {
    if (EXPECTED.stream().noneMatch(expected -> expected.number() == code)) {
      return Optional.of("ends with " + code + ": " + err);
    }
    if (STACK.matcher(err).find()) {
      return Optional.of("tells " + err);
    }
    boolean steers =
        (out + err).codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    return steers ? Optional.of("prints control characters") : Optional.empty();
  }
}
