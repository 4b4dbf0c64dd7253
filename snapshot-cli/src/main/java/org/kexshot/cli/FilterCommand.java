package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.EstimateView;
import org.kexshot.export.LevelEstimate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

final class FilterCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Write an image anew: filtered, in another format, packed otherwise.",
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

  static CommandSpec spec() {
    return new FilterCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    if (estimate.value() == out.given().isPresent()) {
      throw arguments.wrong("Either OUT or --estimate must be given, and not both");
    }
    try (Image opened = image.open()) {
      return estimate.value()
          ? output.show(new EstimateView(opened.name(), LevelEstimate.of(opened.dump())))
          : output.awayFrom(out.value()).show(export.write(opened.dump(), out.value()));
    }
  }
}
