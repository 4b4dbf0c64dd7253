package org.kexshot.cli;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.cli.render.ExportedView;
import org.kexshot.export.DumpExport;
import org.kexshot.export.DumpFormat;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.Compression;
import org.kexshot.format.Dump;
import org.kexshot.output.DumpOutput;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What of an image is written, and how. */
final class ExportOptions {
  private static final int MOST_THREADS = 256;

  @Option(
      names = {"-d", "--dump-level"},
      paramLabel = "N",
      converter = DumpLevelConverter.class,
      description =
          "Leave out pages by kind, 0 to 31: 1 zero, 2 and 4 page cache, 8 processes, 16 free."
              + " Default: write all that the image has.")
  private DumpLevel level;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "kdump",
      description = "kdump (kdump-compressed) or elf (an ELF core). Default: ${DEFAULT-VALUE}.")
  private DumpFormat format;

  @Option(
      names = "--flattened",
      description =
          "Write a stream that makedumpfile -R makes a file of, and that most readers read."
              + " A kdump-compressed file is always such a stream where OUT takes bytes in order only.")
  private boolean flattened;

  @Option(
      names = {"--compress", "--compression"},
      paramLabel = "NAME",
      description =
          "none, zlib, zstd, lzo or snappy; every reader knows zlib."
              + " Default: zlib, and none for an ELF core.")
  private Compression compression;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that pack pages; what is written does not depend on it."
              + " Default: one a processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Writes an image.
   *
   * @param out a file, a device, or {@code -} for standard output
   */
  ExportedView write(Dump dump, String out) throws IOException {
    DumpExport export =
        new DumpExport(dump, Optional.ofNullable(level), format, compression(), threads());
    try (DumpOutput output = DumpOutput.open(out);
        ProgressLine progress = new ProgressLine("Writing pages", command.commandLine().getErr())) {
      return new ExportedView(output.name(), output.write(export, flattened, progress));
    }
  }

  private Compression compression() {
    if (format == DumpFormat.KDUMP) {
      return compression == null ? Compression.ZLIB : compression;
    }
    if (compression != null && compression != Compression.NONE) {
      throw new ParameterException(
          command.commandLine(), "An ELF core cannot be compressed; take --format kdump");
    }
    return Compression.NONE;
  }

  private int threads() {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new ParameterException(
          command.commandLine(), "%d threads; 1 to %d expected".formatted(threads, MOST_THREADS));
    }
    return threads;
  }
}
