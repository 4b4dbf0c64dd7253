package org.kexshot.cli.argument.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.LimitOption;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.diff.DifferenceView;
import org.kexshot.cli.render.diff.ImageTitle;
import org.kexshot.cli.render.diff.Selection;
import org.kexshot.cli.render.gate.JudgedView;
import org.kexshot.cli.render.gate.JunitReport;
import org.kexshot.cli.render.gate.SarifReport;
import org.kexshot.cli.render.html.HtmlReport;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.gate.Gate;
import org.kexshot.diff.gate.Verdict;
import org.kexshot.diff.noise.Noise;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.series.Timeline;
import org.kexshot.operation.Image;
import org.kexshot.operation.compare.Baseline;
import org.kexshot.output.ReportFile;
import picocli.CommandLine.Model.OptionSpec;

/** How two images are compared, and what is shown of it; the same for every command that does. */
public final class ComparisonOptions {
  private final Arguments arguments;
  private final HtmlOption html;
  private final Argument<String> failOn;
  private final Argument<Path> junit;
  private final Argument<Path> sarif;
  private final OutputOptions output;
  private final LimitOption limit;
  private final Argument<Boolean> all;
  private final KindOption kinds;
  private final Argument<ChangeType> only;
  private final Argument<Boolean> noise;
  private final BaselineOption baseline;
  private final IdentityOption identity;

  /**
   * @param output shows the comparison
   */
  public ComparisonOptions(Arguments arguments, OutputOptions output) {
    this.arguments = arguments;
    this.output = output;
    this.limit = new LimitOption(arguments, "Lines for each kind of difference");
    this.all = arguments.flag("--all", "Show every line.");
    this.kinds =
        new KindOption(
            arguments, "Show this kind of kernel object only, and neither symbols nor pages.");
    this.only =
        arguments.option(
            ChangeType.class,
            OptionSpec.builder("--only")
                .paramLabel("WHAT")
                .converters(new ChangeTypeConverter())
                .description("Show only objects that came, went or changed."));
    this.noise = arguments.flag("--noise", "Show what changes anyway, too, one by one.");
    this.baseline = new BaselineOption(arguments);
    this.identity = new IdentityOption(arguments);
    this.html =
        new HtmlOption(
            arguments,
            "Write a report too, one HTML page: of two images with a map of memory, of more with"
                + " charts (see docs/report.md).");
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

  /** The most lines for each kind of difference. */
  public int most() {
    return selection().limit();
  }

  /**
   * Compares two images and shows how they differ; returns the exit code.
   *
   * @param opener opens images of the baseline
   */
  public int show(Image before, Image after, BaselineOption.ImageOpener opener) throws IOException {
    return show(before, after, baseline.learned(opener));
  }

  /** The same with what was learned of what changes anyway. */
  public int show(Image before, Image after, Baseline learned) throws IOException {
    ImageDifference difference =
        html.isGiven()
            ? before.mappedDifferenceTo(after, identities())
            : before.differenceTo(after, identities());
    Findings findings = Findings.of(difference, learned.model());
    List<Verdict> verdicts = Gate.judge(gates(), difference, findings);
    html.write(
        new HtmlReport(
            title(before), title(after), difference, findings, before::frame, after::frame));
    write(junit, new JunitReport(before.name(), after.name(), verdicts));
    write(sarif, new SarifReport(after.name(), difference));
    DifferenceView view =
        new DifferenceView(
            title(before),
            title(after),
            difference,
            findings,
            Noise.of(
                learned.model(),
                difference.relation() == ImageRelation.SAME_BOOT,
                difference.seconds()),
            selection());
    boolean met = failOn.given().isEmpty() || verdicts.stream().allMatch(Verdict::isPassed);
    return output.show(new JudgedView(view, verdicts), met ? ExitCode.OK : ExitCode.CONDITION);
  }

  private static ImageTitle title(Image image) {
    return new ImageTitle(image.name(), image.dump().liveReading());
  }

  private void write(Argument<Path> file, ReportFile.Contents contents) throws IOException {
    if (file.given().isPresent()) {
      new ReportFile(file.value()).write(contents, new Notices(arguments.err()));
    }
  }

  /**
   * Finds out whether the conditions are known and all reports could be written, before the work
   * that they judge.
   *
   * @throws IOException if a report could not be written
   */
  public void check() throws IOException {
    gates();
    identities();
    html.check();
    for (Argument<Path> report : List.of(junit, sarif)) {
      if (report.given().isPresent()) {
        new ReportFile(report.value()).check();
      }
    }
  }

  /**
   * Refuses what is asked of two images for more of them: a condition that nobody judges would pass
   * for one that holds.
   */
  public void requireNoneForTwo() {
    List<String> given = new ArrayList<>();
    note(given, "--fail-on", failOn.given().isPresent());
    note(given, "--junit", junit.given().isPresent());
    note(given, "--sarif", sarif.given().isPresent());
    note(given, "--baseline", baseline.isGiven());
    note(given, "--noise", noise.value());
    note(given, "--only", only.given().isPresent());
    if (!given.isEmpty()) {
      throw arguments.wrong(
          "%s: for two images alone; more are shown as a timeline, which judges nothing"
              .formatted(String.join(", ", given)));
    }
  }

  private static void note(List<String> given, String option, boolean isGiven) {
    if (isGiven) {
      given.add(option);
    }
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

  /** What the baseline that the user gave says. */
  public Baseline baseline(BaselineOption.ImageOpener opener) throws IOException {
    return baseline.learned(opener);
  }

  /** By which attributes objects are matched. */
  public Identities identities() {
    return identity.identities();
  }

  /** Writes the page of a series, if one was asked for. */
  public void writeHtml(Timeline timeline) throws IOException {
    html.write(timeline);
  }

  /** Refuses a page of what is no series and no pair. */
  public void requireNoHtml(String what) {
    if (html.isGiven()) {
      throw arguments.wrong("--html: %s has no page".formatted(what));
    }
  }

  /** The kinds of objects to speak of. */
  public KindOption kinds() {
    return kinds;
  }

  private Selection selection() {
    return new Selection(
        all.value() ? Integer.MAX_VALUE : limit.most(),
        Set.copyOf(kinds.kinds()),
        only.given(),
        noise.value());
  }
}
