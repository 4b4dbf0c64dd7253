package org.kexshot.operation;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.capture.method.MethodChoice;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;

/**
 * The taking of a snapshot of this machine.
 *
 * @param method by which it is captured
 * @param level which pages it excludes
 * @param deadlineSeconds how long a capture kernel may take
 * @param buffer bytes for copied pages; empty for as many as are estimated
 * @param keepOnDevice whether the dump stays on the snapshot device
 */
public record Capture(
    MethodChoice.Wanted method,
    DumpLevel level,
    int deadlineSeconds,
    OptionalLong buffer,
    boolean keepOnDevice) {
  /** A line of progress, from the first page to the last. */
  public interface Progress extends PageProgress, AutoCloseable {
    @Override
    void close();
  }

  /**
   * Captures, stores, and destroys what was captured.
   *
   * @param chosen is told by which method, and why
   * @param storing begins to show progress, once the machine runs on
   */
  public CapturedSnapshot into(
      Repository repository,
      SnapshotDescription description,
      Consumer<String> chosen,
      Supplier<Progress> storing)
      throws IOException {
    try (MethodChoice choice = MethodChoice.make(method, level, deadlineSeconds, buffer)) {
      chosen.accept("method %s: %s".formatted(choice.prepared().method(), choice.reason()));
      try (CapturedMemory captured = choice.prepared().capture();
          Progress progress = storing.get()) {
        CapturedSnapshot snapshot =
            new CaptureImport(captured, description).into(repository, progress);
        if (!keepOnDevice) {
          captured.erase();
        }
        return snapshot;
      }
    }
  }
}
