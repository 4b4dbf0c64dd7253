package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.render.report.SnapshotView;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class ShowCommand implements Callable<Integer> {
  private final Arguments arguments = new Arguments(this, "Show what is known of a snapshot.");

  private final Argument<String> reference =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .paramLabel("ID")
              .description("An id or its first digits, a label, @last, or @last-N."));

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new ShowCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    return output.show(new SnapshotView(repository.open().find(reference.value())));
  }
}
