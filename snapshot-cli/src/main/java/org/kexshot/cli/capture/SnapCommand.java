package org.kexshot.cli.capture;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.LabelConverter;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.capture.CaptureOptions;
import org.kexshot.cli.argument.repository.SharedLabel;
import org.kexshot.cli.render.report.CapturedView;
import org.kexshot.operation.CapturedSnapshot;
import org.kexshot.store.Repository;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class SnapCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Take a snapshot of this machine and add it to the repository.",
          "The machine stands still meanwhile. Its memory is kept in memory until it is stored, or,"
              + " where a capture kernel is loaded, on the snapshot device. With --method live"
              + " nothing stands still, and the image is not of one instant.");

  private final Argument<String> label =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .paramLabel("LABEL")
              .converters(new LabelConverter())
              .description("A name for the snapshot."));

  private final CaptureOptions capture = new CaptureOptions(arguments);
  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new SnapCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Repository into = repository.openOrCreate();
    CapturedSnapshot taken = capture.snap(label.value(), into);
    SharedLabel.tell(taken.snapshot(), into, new Notices(arguments.err()));
    return output.show(new CapturedView(taken));
  }
}
