package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The files that one addition has given their names. Until its manifest is there nothing refers to
 * them, so that the addition may delete them when it fails. Any thread may add or delete.
 */
final class AdditionFiles {
  private final Deque<Path> files = new ArrayDeque<>();

  /** Notes a file right before it gets its name, and gives the name back. */
  synchronized Path named(Path file) {
    files.push(file);
    return file;
  }

  /** Deletes them, the newest first. */
  synchronized void delete() throws IOException {
    while (!files.isEmpty()) {
      Files.deleteIfExists(files.peek());
      files.pop();
    }
  }
}
