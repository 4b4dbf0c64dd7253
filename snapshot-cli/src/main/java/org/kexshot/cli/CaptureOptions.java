package org.kexshot.cli;

import java.io.IOException;
import org.kexshot.capture.Capture;
import org.kexshot.capture.CapturedDump;
import org.kexshot.store.CaptureImport;
import org.kexshot.store.CapturedSnapshot;
import org.kexshot.store.Repository;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a snapshot is captured and what is said of it. */
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

  @Mixin private DescriptionOptions description;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Captures, stores with a line of progress, and cleans the device. */
  CapturedSnapshot snap(String label, Repository repository) throws IOException {
    try (ProgressLine progress =
        new ProgressLine("Storing pages", command.commandLine().getErr())) {
      CapturedDump captured = Capture.take(dumpLevel, deadline);
      CapturedSnapshot snapshot =
          new CaptureImport(captured, description.describe(label)).into(repository, progress);
      if (!keepOnDevice) {
        captured.erase();
      }
      return snapshot;
    }
  }
}
