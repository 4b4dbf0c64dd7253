package org.kexshot.cli;

import java.io.IOException;
import org.kexshot.capture.Capture;
import org.kexshot.capture.CapturedDump;
import org.kexshot.store.AddProgress;
import org.kexshot.store.CaptureImport;
import org.kexshot.store.CapturedSnapshot;
import org.kexshot.store.Repository;
import org.kexshot.store.SnapshotDescription;
import picocli.CommandLine.Option;

/** How a snapshot is captured. */
final class CaptureOptions {
  @Option(
      names = {"-d", "--dump-level"},
      paramLabel = "N",
      description = {
        "What to leave out, the sum of 1 (zero pages), 2 (page cache), 4 (page cache with private"
            + " data), 8 (memory of processes), 16 (free pages). Default: ${DEFAULT-VALUE}."
      })
  private int dumpLevel = 17;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Time for the dump before it is given up. Default: ${DEFAULT-VALUE}.")
  private int deadline = Capture.DEFAULT_DEADLINE;

  @Option(
      names = "--keep-on-device",
      description = "Leave the dump on the snapshot device; else it is overwritten.")
  private boolean keepOnDevice;

  /** Captures, stores, and cleans the device. */
  CapturedSnapshot snap(
      SnapshotDescription description, Repository repository, AddProgress progress)
      throws IOException {
    CapturedDump captured = Capture.take(dumpLevel, deadline);
    CapturedSnapshot snapshot = new CaptureImport(captured, description).into(repository, progress);
    if (!keepOnDevice) {
      captured.erase();
    }
    return snapshot;
  }
}
