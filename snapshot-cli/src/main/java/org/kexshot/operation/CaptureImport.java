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
  private final MachineName machine;

  /** Whose memory it is. */
  @FunctionalInterface
  interface MachineName {
    /** The machine's name of itself; empty if it is not known. */
    Optional<String> read() throws IOException;
  }

  /**
   * @param debugFiles about the captured kernel, which are kept with it
   * @param machine whose memory it is
   */
  CaptureImport(
      CapturedMemory captured,
      SnapshotDescription description,
      DebugFiles debugFiles,
      MachineName machine) {
    this.machine = machine;
    this.captured = captured;
    this.description = description;
    this.debugFiles = debugFiles;
  }

  /**
   * Verifies the image against the checksum that was computed as it was captured, and adds it. If
   * that fails, whatever the reason, the image is kept; but not where it is damaged itself, or is
   * not held.
   *
   * @param repository the repository's directory, beside which an image in memory is kept
   * @param storing begins to show progress
   */
  CapturedSnapshot intoOrKeep(
      Addition addition, Path repository, Supplier<Capture.Progress> storing) throws IOException {
    try (Capture.Progress progress = storing.get()) {
      noteStoring();
      return into(addition, progress);
    } catch (IOException | RuntimeException | OutOfMemoryError failure) {
      if (isDamaged(failure)) {
        throw erased(failure);
      }
      if (!captured.isHeld()) {
        throw failure;
      }
      throw new UnstoredSnapshot(captured, description.label()).keep(repository, failure);
    }
  }

  /** Without that note, too, what a killed process leaves on a device is taken for remains. */
  private void noteStoring() {
    try {
      captured.storing(description.label());
    } catch (IOException notNoted) {
      // A device that takes no writes any more may still be read.
    }
  }

  private static boolean isDamaged(Throwable failure) {
    return failure instanceof CaptureException capture
        && capture.reason() == CaptureException.Reason.DUMP_DAMAGED;
  }

  /** What is to be thrown of a damaged dump, once it is erased; it says so where it is not. */
  private CaptureException erased(Throwable damaged) {
    String still = "";
    try {
      captured.erase();
    } catch (IOException e) {
      still =
          "; %s still holds this machine's memory, and the next command that captures erases it: %s"
              .formatted(captured.holder(), e.getMessage());
    }
    return new CaptureException(
        CaptureException.Reason.DUMP_DAMAGED, damaged.getMessage() + still, damaged);
  }

  /** Reads the image twice. */
  CapturedSnapshot into(Addition addition, PageProgress progress) throws IOException {
    captured.verify();
    try (Dump dump = captured.open()) {
      return new CapturedSnapshot(
          addition.add(dump, debugFiles, () -> described(dump), progress), captured);
    }
  }

  /** What is known once all pages were read. */
  private SnapshotDescription described(Dump dump) throws IOException {
    captured.allRead();
    SnapshotDescription described =
        description
            .withTakenAt(captured.takenAt())
            .withExcludedByKind(captured.figures().excluded())
            .withSource(
                new SourceFile(
                    dump.formatName(), captured.holder(), captured.length(), Optional.empty()));
    Optional<String> host = machine.read();
    if (host.isPresent()) {
      described = described.withHost(host.get());
    }
    if (captured.pause().isPresent()) {
      described = described.withPause(captured.pause().get());
    }
    return captured.liveReading().isPresent()
        ? described.withLive(captured.liveReading().get())
        : described;
  }

  /** This machine's own. */
  static Optional<String> thisMachine() throws IOException {
    return Optional.of(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
  }
}
