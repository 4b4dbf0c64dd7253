package org.kexshot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.DifferenceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Compare two images: pages, processes, modules, sockets, settings, log"
          + " lines and data symbols.",
      "Ends with code 0 whether or not they differ."
    })
final class DiffCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "BEFORE",
      description = "A snapshot's id or label, latest~N, or a dump file.")
  private String before;

  @Parameters(index = "1", paramLabel = "AFTER", description = "Likewise.")
  private String after;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "40",
      description = "Lines for each kind of difference; 0 for all. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = command.commandLine().getErr();
    try (Image first = Image.open(before, repository).warning(err);
        Image second = Image.open(after, repository).warning(err)) {
      return output.show(
          new DifferenceView(
              first.name(),
              second.name(),
              first.comparedTo(second).difference(),
              limit == 0 ? Integer.MAX_VALUE : limit));
    }
  }
}
