package org.kexshot.cli.argument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.kexshot.cli.render.diff.DifferenceView;
import org.kexshot.cli.render.diff.Selection;
import org.kexshot.cli.render.html.HtmlReport;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.operation.Image;
import org.kexshot.output.TextFile;
import picocli.CommandLine.Model.OptionSpec;

/** How two images are compared, and what is shown of it; the same for every command that does. */
public final class ComparisonOptions {
  private final Arguments arguments;
  private final Argument<Path> html;
  private final OutputOptions output;
  private final LimitOption limit;
  private final Argument<Boolean> all;
  private final KindOption kinds;
  private final Argument<ChangeType> only;
  private final Argument<Boolean> noise;
  private final BaselineOption baseline;

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
    this.html =
        arguments.option(
            Path.class,
            OptionSpec.builder("--html")
                .paramLabel("FILE")
                .description(
                    "Write a report too, one HTML page with a map of memory (see docs/report.md)."));
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
    return show(before, after, baseline.model(opener));
  }

  /** The same with a model of what changes anyway. */
  public int show(Image before, Image after, NoiseModel model) throws IOException {
    check();
    ImageDifference difference =
        report().isPresent() ? before.mappedDifferenceTo(after) : before.differenceTo(after);
    Findings findings = Findings.of(difference, model);
    if (report().isPresent()) {
      String page =
          new HtmlReport(
                  before.name(), after.name(), difference, findings, before::frame, after::frame)
              .html();
      report().get().write(page, new Notices(arguments.err()));
    }
    return output.show(
        new DifferenceView(before.name(), after.name(), difference, findings, selection()));
  }

  /**
   * Makes sure that what is to be written can be, before the work that it is the result of.
   *
   * @throws IOException if there is such a file already, or no directory for it
   */
  public void check() throws IOException {
    if (report().isPresent()) {
      report().get().requireNew();
    }
  }

  private Optional<TextFile> report() {
    return html.given().map(TextFile::new);
  }

  /** What the baseline that the user gave says. */
  public NoiseModel baseline(BaselineOption.ImageOpener opener) throws IOException {
    return baseline.model(opener);
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
