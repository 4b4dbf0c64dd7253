package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ComparisonOptions;
import org.kexshot.cli.argument.ImageOptions;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class DiffCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Compare two images: pages, kernel objects of every kind, and data symbols.",
          "Ends with code 0 whether or not they differ, unless --fail-on says otherwise.");

  private final Argument<String> before =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("0")
              .paramLabel("BEFORE")
              .description("A snapshot's id or label, latest~N, or a dump file."));

  private final Argument<String> after =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("1")
              .paramLabel("AFTER")
              .description("The same, of a later image."));

  private final ImageOptions images = new ImageOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);
  private final ComparisonOptions comparison = new ComparisonOptions(arguments, output);

  public static CommandSpec spec() {
    return new DiffCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    comparison.check();
    try (Image first = images.open(before.value());
        Image second = images.open(after.value())) {
      return comparison.show(first, second);
    }
  }
}
