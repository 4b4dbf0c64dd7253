package org.kexshot.cli.argument;

import java.io.IOException;
import java.util.Set;
import org.kexshot.cli.render.diff.DifferenceView;
import org.kexshot.cli.render.diff.Selection;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.OptionSpec;

/** How two images are compared, and what is shown of it; the same for every command that does. */
public final class ComparisonOptions {
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
    ImageDifference difference = before.differenceTo(after);
    return output.show(
        new DifferenceView(
            before.name(), after.name(), difference, Findings.of(difference, model), selection()));
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
