package org.kexshot.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something that is done in a guest between two images: a directory of {@code samples/scenarios}.
 *
 * @param name of the directory
 * @param prepared whether there is something to do before the first image
 * @param needs options of the kernel without which it cannot be done
 * @param expected what is to be said of it, and what may be
 * @param searches queries that find what was done
 */
record Scenario(
    String name,
    boolean prepared,
    List<String> needs,
    List<ExpectedFinding> expected,
    List<String> searches) {
  /** All of a directory, by name. */
  static List<Scenario> all(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve("run")))
          .sorted()
          .map(Scenario::readUnchecked)
          .toList();
    }
  }

  private static Scenario readUnchecked(Path directory) {
    try {
      return read(directory);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Scenario read(Path directory) throws IOException {
    return new Scenario(
        directory.getFileName().toString(),
        Files.exists(directory.resolve("prepare")),
        lines(directory.resolve("needs")),
        ExpectedFinding.parseAll(Files.readAllLines(directory.resolve("findings"))),
        lines(directory.resolve("searches")));
  }

  /** None if there is no such file. */
  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /**
   * @param configuration lines of the kernel's {@code .config}
   */
  boolean runsWith(Set<String> configuration) {
    return needs.stream().allMatch(option -> configuration.contains(option + "=y"));
  }
}
