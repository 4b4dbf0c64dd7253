package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ExportOptions;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class ExportCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "Write a snapshot as a dump, for crash, drgn, makedumpfile and others.");

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<String> out =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("1")
              .paramLabel("OUT")
              .description("A file to write, a block device, or - for standard output."));

  private final ExportOptions export = new ExportOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new ExportCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.awayFrom(out.value()).show(export.write(opened.memory(), out.value()));
    }
  }
}
