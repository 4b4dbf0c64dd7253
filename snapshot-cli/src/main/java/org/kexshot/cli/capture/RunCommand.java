package org.kexshot.cli.capture;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.LabelConverter;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.argument.capture.CaptureOptions;
import org.kexshot.cli.argument.comparison.ComparisonOptions;
import org.kexshot.cli.argument.repository.SharedLabel;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.report.CapturedView;
import org.kexshot.cli.render.series.TimelineView;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.operation.CapturedSnapshot;
import org.kexshot.operation.Image;
import org.kexshot.operation.TestCommand;
import org.kexshot.operation.compare.Baseline;
import org.kexshot.operation.compare.ImageSeries;
import org.kexshot.store.Repository;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class RunCommand implements Callable<Integer> {
  private static final int MOST_NULL_PAIRS = 100;
  private static final int MOST_SECONDS = 86_400;
  private static final int MOST_ROUNDS = 1000;

  private final Arguments arguments =
      new Arguments(
          this,
          "Take a snapshot, run a command, take another, and compare them.",
          "With --repeat, what grew in every round, and looks like a leak, comes first.",
          "Ends with the command's exit code; 127 or 126, as a shell would, if it cannot be run."
              + " If that is 0, with that of --fail-on.");

  private final Argument<List<String>> testCommand =
      arguments.parameters(
          String.class,
          PositionalParamSpec.builder()
              .arity("1..*")
              .paramLabel("COMMAND")
              .description("The command, after --."));

  private final Argument<String> label =
      arguments.option(
          String.class,
          OptionSpec.builder("--label")
              .paramLabel("NAME")
              .required(true)
              .converters(new LabelConverter())
              .description(
                  "The snapshots are labelled NAME-before and NAME-after; of several rounds"
                      + " NAME-after-1 and so on."));

  private final Argument<Integer> rounds =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--repeat")
              .paramLabel("N")
              .converters(new WholeNumber(1, MOST_ROUNDS))
              .defaultValue("1")
              .description(
                  "Run the command N times, take a snapshot after each, and show a timeline. No"
                      + " more rounds follow one in which the command fails."));

  private final Argument<Integer> nullPairs =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--null")
              .paramLabel("N")
              .converters(new WholeNumber(0, MOST_NULL_PAIRS))
              .defaultValue("0")
              .description(
                  "Take N more snapshots before, NAME-null-1 and so on, while nothing is done: what"
                      + " differs between them changes anyway, and is no finding."));

  private final Argument<Integer> nullSeconds =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--null-seconds")
              .paramLabel("SECONDS")
              .converters(new WholeNumber(0, MOST_SECONDS))
              .defaultValue("10")
              .description("How far apart those are. Default: ${DEFAULT-VALUE}."));

  private final CaptureOptions capture = new CaptureOptions(arguments);
  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);
  private final ComparisonOptions comparison = new ComparisonOptions(arguments, output);

  public static CommandSpec spec() {
    return new RunCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    TestCommand command;
    try {
      command = TestCommand.find(testCommand.value(), System.getenv().getOrDefault("PATH", ""));
    } catch (TestCommand.NotRunnableException e) {
      new Notices(arguments.err()).accept(e.getMessage());
      return e.exitCode();
    }
    comparison.check();
    return rounds.value() == 1 ? once(command) : repeated(command);
  }

  private int once(TestCommand command) throws IOException {
    Repository into = repository.openOrCreate();
    Baseline learned =
        comparison.baseline(reference -> Image.open(reference, () -> into, DebugFiles.NONE));
    List<CapturedSnapshot> idle = idle(into);
    CapturedSnapshot before = snap(label.value() + "-before", into);
    int exitCode = command.run();
    CapturedSnapshot after = snapAfter(exitCode, label.value() + "-after", into);
    try (Image first = Image.of(before.snapshot(), into);
        Image second = Image.of(after.snapshot(), into)) {
      learned.addSeries(
          Stream.concat(idle.stream(), Stream.of(before))
              .map(taken -> opener(taken, into))
              .toList());
      int verdict = comparison.show(first, second, learned);
      return exitCode == ExitCode.OK.number() ? verdict : exitCode;
    }
  }

  private static Image.Opener opener(CapturedSnapshot taken, Repository from) {
    return () -> Image.of(taken.snapshot(), from);
  }

  private int repeated(TestCommand command) throws IOException {
    comparison.requireNoneForTwo();
    if (nullPairs.value() > 0) {
      throw arguments.wrong(
          "--null: for one round alone; of several a timeline is shown, without a baseline");
    }
    Repository into = repository.openOrCreate();
    List<Image.Opener> taken = new ArrayList<>();
    taken.add(opener(snap(label.value() + "-before", into), into));
    int exitCode = ExitCode.OK.number();
    for (int round = 1; round <= rounds.value() && exitCode == ExitCode.OK.number(); round++) {
      exitCode = command.run();
      String name = "%s-after-%d".formatted(label.value(), round);
      taken.add(opener(snapAfter(exitCode, name, into), into));
    }
    TimelineView view =
        new TimelineView(
            ImageSeries.of(taken, new Notices(arguments.err()))
                .matchedBy(comparison.identities())
                .timeline(comparison.kinds().kinds()),
            comparison.kinds().isGiven(),
            comparison.most());
    comparison.writeHtml(view.timeline());
    output.show(view);
    return exitCode;
  }

  private CapturedSnapshot snapAfter(int exitCode, String name, Repository into)
      throws IOException {
    try {
      return snap(name, into);
    } catch (IOException | RuntimeException e) {
      new Notices(arguments.err())
          .accept(
              "the command ended with code %d; the snapshot after it failed, for which this ends"
                      .formatted(exitCode)
                  + " with another code:");
      throw e;
    }
  }

  /** Snapshots of the idle machine before the command, each some seconds before the next. */
  private List<CapturedSnapshot> idle(Repository into) throws IOException {
    List<CapturedSnapshot> taken = new ArrayList<>();
    for (int i = 1; i <= nullPairs.value(); i++) {
      taken.add(capture("%s-null-%d".formatted(label.value(), i), into));
      waitIdle();
    }
    return taken;
  }

  private void waitIdle() throws IOException {
    try {
      TimeUnit.SECONDS.sleep(nullSeconds.value());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two snapshots of the idle machine");
    }
  }

  /** One that users name afterwards, and not those of the idle machine. */
  private CapturedSnapshot snap(String name, Repository into) throws IOException {
    CapturedSnapshot taken = capture(name, into);
    SharedLabel.tell(taken.snapshot(), into, new Notices(arguments.err()));
    return taken;
  }

  private CapturedSnapshot capture(String name, Repository into) throws IOException {
    CapturedSnapshot taken = capture.snap(name, into);
    if (!output.isJson()) {
      output.show(new CapturedView(taken));
    }
    return taken;
  }
}
