package org.kexshot.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Names of files, by how they begin; those that begin with a dot only if that is typed. */
final class FileNames {
  private static final String HOME = "~/";

  private FileNames() {}

  static List<Completion> of(String start) {
    String home = System.getProperty("user.home") + "/";
    String expanded = start.startsWith(HOME) ? home + start.substring(HOME.length()) : start;
    int slash = expanded.lastIndexOf('/');
    String directory = expanded.substring(0, slash + 1);
    String name = expanded.substring(slash + 1);
    String typed = start.substring(0, start.lastIndexOf('/') + 1);
    try (Stream<Path> files = Files.list(Path.of(directory.isEmpty() ? "." : directory))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name))
          .filter(file -> name.startsWith(".") || !file.getFileName().toString().startsWith("."))
          .map(file -> named(typed, file))
          .toList();
    } catch (IOException | InvalidPathException nothingThere) {
      return List.of();
    }
  }

  private static Completion named(String directory, Path file) {
    boolean isDirectory = Files.isDirectory(file);
    String name = file.getFileName() + (isDirectory ? "/" : "");
    return new Completion(directory + name, name, "", !isDirectory);
  }
}
