package org.kexshot.cli.repository;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.comparison.ComparedImages;
import org.kexshot.cli.render.diff.BaselineView;
import org.kexshot.operation.Image;
import org.kexshot.operation.compare.Baseline;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class BaselineCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Learn what changes anyway from images of one boot between which nothing was done.",
          "Each image is compared with the one before it. The file is for diff --baseline.");

  private final ComparedImages references =
      new ComparedImages(
          arguments,
          true,
          "Two or more: snapshots' ids or labels, or dump files, in the order of time.");

  private final Argument<Path> file =
      arguments.option(
          Path.class,
          OptionSpec.builder("-o", "--output")
              .paramLabel("FILE")
              .required(true)
              .description("The file to write."));

  private final ImageOptions images = new ImageOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new BaselineCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    List<String> named = references.named();
    Path into = file.value();
    Baseline.check(into);
    Baseline baseline = new Baseline();
    baseline.addSeries(
        named.stream().<Image.Opener>map(reference -> () -> images.open(reference)).toList());
    baseline.write(into, new Notices(arguments.err()));
    return output.show(new BaselineView(baseline, into));
  }
}
