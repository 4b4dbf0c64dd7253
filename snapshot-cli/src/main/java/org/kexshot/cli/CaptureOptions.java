package org.kexshot.cli;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.capture.CaptureByKernel;
import org.kexshot.capture.CapturedImage;
import org.kexshot.capture.method.MethodChoice;
import org.kexshot.capture.method.MethodChoice.Wanted;
import org.kexshot.filter.DumpLevel;
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
      names = "--method",
      paramLabel = "METHOD",
      converter = MethodConverter.class,
      description = {
        "How to capture: memory (a program copies pages into memory), kernel (the loaded capture"
            + " kernel writes them to the snapshot device), or auto: kernel if one is loaded, else"
            + " memory. Default: auto."
      })
  private Wanted method = Wanted.AUTO;

  @Option(
      names = "--buffer",
      paramLabel = "MIB",
      description = "Room for copied pages with method memory. Default: as much as is estimated.")
  private Long buffer;

  @Option(
      names = {"-d", "--dump-level"},
      paramLabel = "N",
      description = {
        "What to leave out, the sum of 1 (zero pages), 2 (page cache), 4 (page cache with private"
            + " data), 8 (memory of processes), 16 (free pages). Default: ${DEFAULT-VALUE}."
      },
      converter = DumpLevelConverter.class)
  private DumpLevel dumpLevel = DumpLevel.IN_USE;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Time for the dump before it is given up. Default: ${DEFAULT-VALUE}.")
  private int deadline = CaptureByKernel.DEFAULT_DEADLINE;

  @Option(
      names = "--keep-on-device",
      description = "Leave the dump on the snapshot device; else it is overwritten.")
  private boolean keepOnDevice;

  @Mixin private DescriptionOptions description;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Captures, stores with a line of progress, and destroys what was captured. */
  CapturedSnapshot snap(String label, Repository repository) throws IOException {
    try (MethodChoice choice = MethodChoice.make(method, dumpLevel, deadline, bufferBytes())) {
      command
          .commandLine()
          .getErr()
          .printf("kexshot: method %s: %s%n", choice.method().name(), choice.reason());
      try (CapturedImage captured = choice.method().capture(dumpLevel);
          ProgressLine progress =
              new ProgressLine("Storing pages", command.commandLine().getErr())) {
        CapturedSnapshot snapshot =
            new CaptureImport(captured, description.describe(label)).into(repository, progress);
        if (!keepOnDevice) {
          captured.erase();
        }
        return snapshot;
      }
    }
  }

  private OptionalLong bufferBytes() {
    return buffer == null ? OptionalLong.empty() : OptionalLong.of(buffer << 20);
  }
}
