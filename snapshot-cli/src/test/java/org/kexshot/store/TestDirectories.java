package org.kexshot.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Directories of tests that try many times in one test method. */
public final class TestDirectories {
  private TestDirectories() {}

  public static void deleteTree(Path directory) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** Copies a directory with all that is in it to where nothing is. */
  public static void copyTree(Path from, Path to) throws IOException {
    List<Path> all = new ArrayList<>();
    try (var walk = Files.walk(from)) {
      walk.forEach(all::add);
    }
    for (Path file : all) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }
}
