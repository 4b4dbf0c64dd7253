package org.kexshot.operation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kexshot.io.AtExit;

/**
 * A command that is run between two snapshots. It is looked up before the first one, so that the
 * machine is not stopped for a slip of the pen.
 *
 * @param words the command and its arguments
 * @param file what is run
 */
public record TestCommand(List<String> words, Path file) {
  public TestCommand {
    words = List.copyOf(words);
  }

  /** That a command cannot be run. */
  public static final class NotRunnableException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    private final int exitCode;

    private NotRunnableException(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }

    /** What a shell would end with. */
    public int exitCode() {
      return exitCode;
    }
  }

  /**
   * Looks a command up as {@code execvp(3)} does.
   *
   * @param path directories with colons between, as {@code $PATH} has them
   * @throws NotRunnableException if there is no such command, or none that can be executed
   */
  public static TestCommand find(List<String> words, String path) throws NotRunnableException {
    String name = words.get(0);
    List<Path> candidates =
        name.contains("/")
            ? List.of(Path.of(name))
            : Stream.of(path.split(":", -1))
                .map(directory -> Path.of(directory.isEmpty() ? "." : directory, name))
                .filter(file -> !name.isEmpty() && Files.exists(file))
                .toList();
    Optional<Path> runnable =
        candidates.stream()
            .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
            .findFirst();
    if (runnable.isPresent()) {
      return new TestCommand(words, runnable.get());
    }
    if (candidates.stream().anyMatch(Files::exists)) {
      throw new NotRunnableException(
          NotRunnableException.NOT_EXECUTABLE,
          "%s: cannot be executed; no snapshot was taken".formatted(candidates.get(0)));
    }
    throw new NotRunnableException(
        NotRunnableException.NOT_FOUND,
        "%s: no such command; no snapshot was taken".formatted(name));
  }

  /**
   * Runs it with this process's own input and output. A signal that ends this process ends the
   * command, too.
   *
   * @return its exit code; 128 + n if signal n ended it
   */
  public int run() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    restoreLocale(builder.environment());
    Process process = builder.start();
    AtExit guard = AtExit.run(process::destroy);
    try (guard) {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the command ran");
    }
  }

  /** Takes back what the toolkit's launcher did for Java's sake. */
  static void restoreLocale(Map<String, String> environment) {
    String locale = environment.remove("KEXSHOT_LC_ALL");
    if (locale == null) {
      return;
    }
    if (locale.isEmpty()) {
      environment.remove("LC_ALL");
    } else {
      environment.put("LC_ALL", locale);
    }
  }
}
