package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Write a snapshot as a dump, for crash, drgn, makedumpfile and others.")
final class ExportCommand implements Callable<Integer> {
  @Mixin private ImageArgument image;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "A file to write, a block device, or - for standard output.")
  private String out;

  @Mixin private ExportOptions export;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.awayFrom(out).show(export.write(opened.dump(), out));
    }
  }
}
