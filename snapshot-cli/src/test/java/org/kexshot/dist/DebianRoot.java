package org.kexshot.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The root of a Debian with a Java runtime, in which commands are run by {@code chroot}, in a mount
 * namespace of their own with {@code /proc}. Needs root.
 */
final class DebianRoot implements Closeable {
  private static final String ENTER =
      "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" env -i"
          + " PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \"$@\"";

  private final Path directory;

  /** What a command said, on both streams, and its exit code. */
  record Run(int code, String said) {
    /** What it said, if it ended well. */
    String succeeded() {
      assertThat(code).as(said).isZero();
      return said;
    }
  }

  /**
   * Unpacks one.
   *
   * @param directory that is made
   */
  DebianRoot(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    String archive = run(Map.of(), "../samples/package/root").succeeded().strip();
    Files.createDirectories(directory);
    // What else it said, of packages that were installed for it, comes before.
    archive = archive.substring(archive.lastIndexOf('\n') + 1);
    run(Map.of(), "tar", "-x", "-p", "--numeric-owner", "-f", archive, "-C", directory.toString())
        .succeeded();
  }

  /** Where a file of it lies; absolute names are of the root. */
  Path file(String name) {
    return directory.resolve(name.substring(1));
  }

  /** Runs a command in it. */
  Run in(String... command) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", ENTER, directory.toString()));
    line.addAll(List.of(command));
    return run(Map.of(), line.toArray(String[]::new));
  }

  /** Runs a command of this machine's. */
  static Run run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), said);
  }

  @Override
  public void close() throws IOException {
    try {
      run(Map.of(), "rm", "-rf", "--one-file-system", directory.toString()).succeeded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(directory + " is left, for its removal was interrupted", e);
    }
  }
}
