package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.kexshot.store.file.RepositoryFiles;

/**
 * The files that one addition has given their names. Nothing but its manifest, the last of them,
 * refers to them, so that the addition may delete them when it fails: the manifest first, which may
 * be there even if its writing was reported to have failed. Any thread may add or delete.
 */
final class AdditionFiles {
  private final RepositoryFiles files;
  private final Deque<Path> named = new ArrayDeque<>();

  AdditionFiles(RepositoryFiles files) {
    this.files = files;
  }

  /** Notes a file right before it gets its name, and gives the name back. */
  synchronized Path named(Path file) {
    named.push(file);
    return file;
  }

  /** Deletes them, the newest first; none older than one that cannot be deleted. */
  synchronized void delete() throws IOException {
    while (!named.isEmpty()) {
      files.delete(named.peek());
      named.pop();
    }
  }
}
