package org.kexshot.cli.argument;

import java.io.IOException;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.report.ExportedView;
import org.kexshot.export.DumpExport;
import org.kexshot.export.OutputFormat;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.write.Compression;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.output.DumpOutput;
import picocli.CommandLine.Model.OptionSpec;

/** What of an image is written, and how. */
public final class ExportOptions {
  private static final int MOST_THREADS = 256;

  private final Arguments arguments;
  private final Argument<DumpLevel> level;
  private final Argument<OutputFormat> format;
  private final Argument<Boolean> flattened;
  private final Argument<Compression> compression;
  private final Argument<Integer> threads;
  private final Argument<Boolean> overwrite;
  private final ProgressOption progressOption;

  public ExportOptions(Arguments arguments) {
    this.arguments = arguments;
    level =
        arguments.option(
            DumpLevel.class,
            OptionSpec.builder("-d", "--dump-level")
                .paramLabel("N")
                .converters(new DumpLevelConverter())
                .description(
                    "Leave out pages by kind, 0 to 31: 1 zero, 2 and 4 page cache, 8 processes, 16 free."
                        + " Default: write all that the image has."));
    format =
        arguments.option(
            OutputFormat.class,
            OptionSpec.builder("--format")
                .paramLabel("NAME")
                .defaultValue("kdump")
                .description(
                    "kdump (kdump-compressed) or elf (an ELF core). Default: ${DEFAULT-VALUE}."));
    flattened =
        arguments.flag(
            "--flattened",
            "Write a stream that makedumpfile -R makes a file of, and that most readers read."
                + " A kdump-compressed file is always such a stream where OUT takes bytes in order only.");
    compression =
        arguments.option(
            Compression.class,
            OptionSpec.builder("--compress", "--compression")
                .paramLabel("NAME")
                .description(
                    "none, zlib, zstd, lzo or snappy; every reader knows zlib."
                        + " Default: zlib, and none for an ELF core."));
    threads =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--threads")
                .paramLabel("N")
                .converters(new WholeNumber(1, MOST_THREADS))
                .defaultValue(Integer.toString(Runtime.getRuntime().availableProcessors()))
                .description(
                    "Threads that pack pages; what is written does not depend on it."
                        + " Default: one a processor."));
    progressOption = new ProgressOption(arguments);
    overwrite =
        arguments.flag(
            "--overwrite",
            "Write to a block device whatever it holds. Default: one with a file system, a partition"
                + " table or part of a volume is refused.");
  }

  /**
   * Writes an image.
   *
   * @param out a file, a device, or {@code -} for standard output
   */
  public ExportedView write(MemoryImage image, String out) throws IOException {
    DumpExport export =
        new DumpExport(image, level.given(), format.value(), compression(), threads.value());
    try (DumpOutput output = DumpOutput.open(out, overwrite.value(), new Notices(arguments.err()));
        ProgressLine progress = progressOption.begin("Writing pages")) {
      return new ExportedView(output.name(), output.write(export, flattened.value(), progress));
    }
  }

  private Compression compression() {
    if (format.value() == OutputFormat.KDUMP) {
      return compression.given().orElse(Compression.ZLIB);
    }
    if (compression.given().orElse(Compression.NONE) != Compression.NONE) {
      throw arguments.wrong("An ELF core cannot be compressed; take --format kdump");
    }
    return Compression.NONE;
  }
}
