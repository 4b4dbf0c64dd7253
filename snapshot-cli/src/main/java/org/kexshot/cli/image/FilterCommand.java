package org.kexshot.cli.image;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ExportOptions;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.report.EstimateView;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class FilterCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Rewrite an image: filtered, in another format, or compressed otherwise.",
          "With --estimate, only say how many pages each dump level would keep.");

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<String> out =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("1")
              .arity("0..1")
              .paramLabel("OUT")
              .description("A file to write, a block device, or - for standard output."));

  private final Argument<Boolean> estimate =
      arguments.flag("--estimate", "Write nothing; count what each level would keep.");

  private final ExportOptions export = new ExportOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new FilterCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    if (estimate.value() == out.given().isPresent()) {
      throw arguments.wrong("Either OUT or --estimate must be given, and not both");
    }
    try (Image opened = image.open()) {
      return estimate.value()
          ? output.show(new EstimateView(opened.name(), opened.estimate()))
          : output.awayFrom(out.value()).show(export.write(opened.memory(), out.value()));
    }
  }
}
