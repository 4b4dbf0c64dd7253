package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.capture.kernel.DumpOnDevice;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kexec.JumpLock;
import org.kexshot.store.Addition;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;

/**
 * A dump that lies on the snapshot device because it could not be stored, or was to be left there.
 *
 * @param device its path; empty for the loaded capture kernel's
 * @param patience how long to wait for another snapshot and for another writer of the repository
 */
public record DeviceDump(Optional<String> device, Duration patience) {
  /**
   * Stores it.
   *
   * @param description of a snapshot of that label; it is given the one that the snapshot was to
   *     have
   * @param debugFiles about the captured kernel, which are kept with it
   * @param keepOnDevice whether the dump stays on the device
   * @param told is told what a killed process left, and why objects of the stored snapshot cannot
   *     be read
   */
  public CapturedSnapshot into(
      Repository repository,
      Function<String, SnapshotDescription> description,
      DebugFiles debugFiles,
      boolean keepOnDevice,
      Consumer<String> told,
      Capture.Progress progress)
      throws IOException {
    try (JumpLock lock = JumpLock.take(patience);
        Addition addition = repository.beginAddition(patience, told)) {
      DumpOnDevice found = DumpOnDevice.find(lock, device);
      try (CapturedMemory captured = found.captured()) {
        SnapshotDescription described = description.apply(found.label());
        CapturedSnapshot snapshot =
            new CaptureImport(captured, described, debugFiles, CaptureImport::thisMachine)
                .into(addition, progress);
        if (keepOnDevice) {
          captured.leave(described.label());
        } else {
          captured.erase();
        }
        IndexedObjects.obstacle(snapshot.snapshot(), repository).ifPresent(told);
        return snapshot;
      }
    }
  }

  /**
   * Overwrites it, whole or not, with zeros.
   *
   * @param told is told what was done
   */
  public void erase(Consumer<String> told) throws IOException {
    try (JumpLock lock = JumpLock.take(patience)) {
      told.accept(DumpOnDevice.erase(lock, device));
    }
  }
}
