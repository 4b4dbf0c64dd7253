package org.kexshot.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.export.DumpExport;
import org.kexshot.export.OutputFormat;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.output.DumpOutput;

/**
 * A snapshot that was taken and could not be stored. The instant that it is of will not come again,
 * so that it is kept: on its device, or where it is in memory in a file.
 *
 * @param label that it was to have
 */
record UnstoredSnapshot(CapturedMemory captured, String label) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  /**
   * Keeps it.
   *
   * @param repository beside which a file is written, if there is room
   * @param failure why it could not be stored
   * @return what is to be thrown: it says where the snapshot is and how to store it
   */
  IOException keep(Path repository, Throwable failure) {
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    try {
      String kept = isKept() ? onDevice() : inFile(repository);
      return new CaptureException(
          Reason.NOT_STORED,
          "%s. The snapshot was taken and is kept: %s".formatted(why, kept),
          failure);
    } catch (IOException e) {
      return new IOException(
          "%s. The snapshot was taken and is lost, for it could not be kept either: %s"
              .formatted(why, e.getMessage()),
          failure);
    }
  }

  /** A device that does not take the note about it may still be read. */
  private boolean isKept() {
    try {
      return captured.keep(label);
    } catch (IOException notNoted) {
      return false;
    }
  }

  private String onDevice() {
    return "`kexshot capture store --device %s` stores it, `kexshot capture erase` gives it up"
        .formatted(captured.holder());
  }

  private String inFile(Path repository) throws IOException {
    String name = "kexshot-unstored-%s.kdump".formatted(STAMP.format(captured.takenAt()));
    IOException last = new IOException("no directory to write to");
    for (Path directory : directories(repository)) {
      Path file = directory.resolve(name);
      try {
        write(file);
        return ("`kexshot import --label '%s' %s` stores it; delete that file then, it holds all of"
                + " the machine's secrets")
            .formatted(label.replace("'", "'\\''"), file);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** On a disk first: what is in memory only does not outlast the machine's next boot. */
  private static List<Path> directories(Path repository) {
    return List.of(
            Optional.ofNullable(repository.toAbsolutePath().getParent()).orElse(repository),
            Path.of("/var/tmp"),
            Path.of("/tmp"))
        .stream()
        .filter(Files::isDirectory)
        .toList();
  }

  private void write(Path file) throws IOException {
    try (MemoryImage image = MemoryImage.of(captured.open());
        DumpOutput output = DumpOutput.open(file.toString(), false, removed -> {})) {
      DumpExport export =
          new DumpExport(
              image,
              Optional.empty(),
              OutputFormat.KDUMP,
              Compression.ZLIB,
              Runtime.getRuntime().availableProcessors());
      output.write(export, false, PageProgress.NONE);
    }
  }
}
