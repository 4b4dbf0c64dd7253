package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.render.report.StatisticsView;
import picocli.CommandLine.Model.CommandSpec;

public final class StatsCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this, "Show what the repository holds, what it takes, and what `prune` would give back.");

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new StatsCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    return output.show(new StatisticsView(repository.open().statistics()));
  }
}
