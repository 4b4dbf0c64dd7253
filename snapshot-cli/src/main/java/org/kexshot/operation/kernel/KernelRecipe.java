package org.kexshot.operation.kernel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The toolkit's recipe, a program that builds a Debian system's kernel once more with what a jump
 * needs. It tells the user on standard error how far it is, and what is wrong.
 */
public final class KernelRecipe {
  private final Path program;

  /**
   * @param toolkit its directory
   * @throws NoSuchFileException if it has no recipe
   */
  public KernelRecipe(Path toolkit) throws NoSuchFileException {
    program = toolkit.resolve("kernel").resolve("build");
    if (!Files.isExecutable(program)) {
      throw new NoSuchFileException(
          program.toString(),
          null,
          "the toolkit has no recipe of kernels; build or install it again");
    }
  }

  /**
   * Runs it, for minutes or hours.
   *
   * @param words of its command line
   * @return the file that it made; empty if it failed, which the user was told
   */
  public Optional<Path> run(List<String> words) throws IOException {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(words);
    Process process =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String made = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
      return process.waitFor() == 0 ? Optional.of(Path.of(made.strip())) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a kernel was built");
    } finally {
      process.destroy();
    }
  }
}
