package org.kexshot.cli.argument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.diff.DifferenceView;
import org.kexshot.cli.render.gate.JudgedView;
import org.kexshot.cli.render.gate.JunitReport;
import org.kexshot.cli.render.gate.ReportFile;
import org.kexshot.cli.render.gate.SarifReport;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.gate.Gate;
import org.kexshot.diff.gate.Verdict;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.OptionSpec;

/** How two images are compared, and what is shown of it; the same for every command that does. */
public final class ComparisonOptions {
  private final LimitOption limit;
  private final OutputOptions output;
  private final Arguments arguments;
  private final Argument<String> failOn;
  private final Argument<Path> junit;
  private final Argument<Path> sarif;

  /**
   * @param output shows the comparison
   */
  public ComparisonOptions(Arguments arguments, OutputOptions output) {
    this.output = output;
    this.limit = new LimitOption(arguments, "Lines for each kind of difference");
    this.arguments = arguments;
    this.failOn =
        arguments.option(
            String.class,
            OptionSpec.builder("--fail-on")
                .paramLabel("LIST")
                .description(
                    "End with code %d if one of these conditions, with commas between them, holds or"
                            .formatted(ExitCode.CONDITION.number())
                        + " cannot be judged: "
                        + Gate.all().stream()
                            .map(Gate::form)
                            .collect(Collectors.joining(", "))
                            .replace("%", "%%")
                        + ". Another number may be given."));
    this.junit =
        arguments.option(
            Path.class,
            OptionSpec.builder("--junit")
                .paramLabel("FILE")
                .description(
                    "Write the conditions as JUnit's XML: those of --fail-on, or else all."));
    this.sarif =
        arguments.option(
            Path.class,
            OptionSpec.builder("--sarif")
                .paramLabel("FILE")
                .description("Write what was changed in the kernel itself as SARIF 2.1.0."));
  }

  /**
   * Finds out whether the conditions are known and all reports could be written, before the work
   * that they judge.
   *
   * @throws IOException if a report could not be written
   */
  public void check() throws IOException {
    gates();
    for (Argument<Path> report : List.of(junit, sarif)) {
      if (report.given().isPresent()) {
        new ReportFile(report.value()).check();
      }
    }
  }

  /**
   * Compares two images, shows how they differ and writes the reports that were asked for.
   *
   * @return the exit code
   */
  public int show(Image before, Image after) throws IOException {
    Notices notices = new Notices(arguments.err());
    ImageDifference difference = before.differenceTo(after);
    List<Verdict> verdicts = Gate.judge(gates(), difference);
    if (junit.given().isPresent()) {
      new ReportFile(junit.value())
          .write(new JunitReport(before.name(), after.name(), verdicts), notices);
    }
    if (sarif.given().isPresent()) {
      new ReportFile(sarif.value()).write(new SarifReport(after.name(), difference), notices);
    }
    DifferenceView view = new DifferenceView(before.name(), after.name(), difference, limit.most());
    boolean met = failOn.given().isEmpty() || verdicts.stream().allMatch(Verdict::isPassed);
    return output.show(new JudgedView(view, verdicts), met ? ExitCode.OK : ExitCode.CONDITION);
  }

  private List<Gate> gates() {
    if (failOn.given().isEmpty()) {
      return junit.given().isPresent() ? Gate.all() : List.of();
    }
    try {
      return Gate.parse(failOn.value());
    } catch (IllegalArgumentException wrong) {
      throw arguments.wrong("--fail-on: " + wrong.getMessage());
    }
  }
}
