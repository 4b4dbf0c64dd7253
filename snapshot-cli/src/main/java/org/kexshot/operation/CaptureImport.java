package org.kexshot.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SourceFile;

/** Memory that was captured, on its way into a repository. */
public final class CaptureImport {
  private final CapturedMemory captured;
  private final SnapshotDescription description;

  public CaptureImport(CapturedMemory captured, SnapshotDescription description) {
    this.captured = captured;
    this.description = description;
  }

  /**
   * Verifies the image against the checksum that was computed as it was captured, and adds it.
   * Reads it twice.
   */
  public CapturedSnapshot into(Repository repository, PageProgress progress) throws IOException {
    captured.verify();
    try (Dump dump = captured.open()) {
      SnapshotDescription described =
          description
              .withTakenAt(captured.jump().at())
              .withPause(captured.jump().pause())
              .withHost(hostName())
              .withExcludedByKind(captured.figures().excluded())
              .withSource(
                  new SourceFile(
                      dump.formatName(), captured.holder(), captured.length(), Optional.empty()));
      return new CapturedSnapshot(repository.add(dump, described, progress), captured);
    }
  }

  private static String hostName() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
  }
}
