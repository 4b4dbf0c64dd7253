package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.ExportedView;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.Compression;
import org.kexshot.store.DumpExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Write a snapshot as a kdump-compressed file, for crash, drgn, makedumpfile and others.")
final class ExportCommand implements Callable<Integer> {
  @Mixin private ImageArgument image;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to write.")
  private Path file;

  @Option(
      names = {"-d", "--dump-level"},
      paramLabel = "N",
      converter = DumpLevelConverter.class,
      description =
          "Leave out pages by kind, 0 to 31: 1 zero, 2 and 4 page cache, 8 processes, 16 free."
              + " Default: write all that the snapshot has.")
  private DumpLevel level;

  @Option(
      names = "--compression",
      paramLabel = "NAME",
      defaultValue = "ZLIB",
      description = "${COMPLETION-CANDIDATES}. Every reader knows zlib. Default: ${DEFAULT-VALUE}.")
  private Compression compression;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      DumpExport export = new DumpExport(opened.dump(), Optional.ofNullable(level), compression);
      return output.show(new ExportedView(file, export.to(file)));
    }
  }
}
