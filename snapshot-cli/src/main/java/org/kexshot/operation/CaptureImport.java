package org.kexshot.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.Addition;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SourceFile;

/** Memory that was captured, on its way into a repository. */
final class CaptureImport {
  private final CapturedMemory captured;
  private final SnapshotDescription description;
  private final DebugFiles debugFiles;

  /**
   * @param debugFiles about the captured kernel, which are kept with it
   */
  CaptureImport(CapturedMemory captured, SnapshotDescription description, DebugFiles debugFiles) {
    this.captured = captured;
    this.description = description;
    this.debugFiles = debugFiles;
  }

  /**
   * Verifies the image against the checksum that was computed as it was captured, and adds it. If
   * that fails, whatever the reason, the image is kept; but not where it is damaged itself.
   *
   * @param repository the repository's directory, beside which an image in memory is kept
   * @param storing begins to show progress
   */
  CapturedSnapshot intoOrKeep(
      Addition addition, Path repository, Supplier<Capture.Progress> storing) throws IOException {
    captured.storing(description.label());
    try (Capture.Progress progress = storing.get()) {
      return into(addition, progress);
    } catch (CaptureException damaged) {
      captured.erase();
      throw damaged;
    } catch (IOException | RuntimeException | OutOfMemoryError failure) {
      throw new UnstoredSnapshot(captured, description.label()).keep(repository, failure);
    }
  }

  /** Reads the image twice. */
  CapturedSnapshot into(Addition addition, PageProgress progress) throws IOException {
    captured.verify();
    try (Dump dump = captured.open()) {
      SnapshotDescription described =
          description
              .withTakenAt(captured.takenAt())
              .withHost(hostName())
              .withExcludedByKind(captured.figures().excluded())
              .withSource(
                  new SourceFile(
                      dump.formatName(), captured.holder(), captured.length(), Optional.empty()));
      if (captured.pause().isPresent()) {
        described = described.withPause(captured.pause().get());
      }
      return new CapturedSnapshot(addition.add(dump, debugFiles, described, progress), captured);
    }
  }

  private static String hostName() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
  }
}
