package org.kexshot.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.CapturedView;
import org.kexshot.cli.render.DifferenceView;
import org.kexshot.store.CapturedSnapshot;
import org.kexshot.store.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Take a snapshot, run a command, take another, and compare them.",
      "Ends with the command's exit code."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command, after --.")
  private List<String> testCommand;

  @Option(
      names = "--label",
      paramLabel = "NAME",
      required = true,
      description = "The snapshots are labelled NAME-before and NAME-after.")
  private String label;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "40",
      description = "Lines for each kind of difference; 0 for all. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Mixin private CaptureOptions capture;
  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    Repository into = repository.openOrCreate();
    CapturedSnapshot before = snap(label + "-before", into);
    int exitCode = runTest();
    CapturedSnapshot after = snap(label + "-after", into);
    try (Image first = Image.of(before.snapshot(), into);
        Image second = Image.of(after.snapshot(), into)) {
      output.show(
          new DifferenceView(
              first.name(),
              second.name(),
              first.comparedTo(second).difference(),
              limit == 0 ? Integer.MAX_VALUE : limit));
    }
    return exitCode;
  }

  private CapturedSnapshot snap(String name, Repository into) throws IOException {
    CapturedSnapshot taken = capture.snap(name, into);
    if (!output.isJson()) {
      output.show(new CapturedView(taken));
    }
    return taken;
  }

  /** Runs the command with this process's own input and output; 128 + n if signal n ended it. */
  private int runTest() throws IOException {
    try {
      return new ProcessBuilder(testCommand).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the command ran");
    }
  }
}
