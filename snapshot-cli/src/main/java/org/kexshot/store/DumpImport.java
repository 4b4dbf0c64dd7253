package org.kexshot.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFiles;

/** A dump file on its way into a repository. */
public final class DumpImport {
  private final Path file;
  private final SnapshotDescription description;

  public DumpImport(Path file, SnapshotDescription description) {
    this.file = file;
    this.description = description;
  }

  /** Adds the file's image, and records its length and SHA-256. Reads the file twice. */
  public Snapshot into(Repository repository, AddProgress progress) throws IOException {
    try (Dump dump = DumpFiles.open(file)) {
      SnapshotDescription described =
          description.withSource(
              new SourceFile(
                  dump.formatName(),
                  file.toString(),
                  Files.size(file),
                  Optional.of(Sha256.ofFile(file))));
      return repository.add(dump, described, progress);
    }
  }
}
