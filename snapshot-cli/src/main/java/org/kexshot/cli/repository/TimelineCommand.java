package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageOptions;
import org.kexshot.cli.argument.LimitOption;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.comparison.ComparedImages;
import org.kexshot.cli.argument.comparison.HtmlOption;
import org.kexshot.cli.argument.comparison.IdentityOption;
import org.kexshot.cli.argument.comparison.KindOption;
import org.kexshot.cli.render.series.TimelineView;
import org.kexshot.operation.compare.ImageSeries;
import picocli.CommandLine.Model.CommandSpec;

public final class TimelineCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Compare a series of images: what came, went and changed when, what grows, and what"
              + " leaks.",
          "Images of one boot are taken in the order of the kernel's clock. Examples:",
          "  kexshot timeline",
          "  kexshot timeline before during after later",
          "  kexshot timeline --kind process --kind socket");

  private final ComparedImages references =
      new ComparedImages(
          arguments,
          false,
          "Two or more: each a snapshot's id or label, @last-N, or a dump file."
              + " Default: all snapshots of the newest one's boot.");

  private final ImageOptions images = new ImageOptions(arguments);
  private final SeriesOptions series = new SeriesOptions(arguments, images);
  private final KindOption kinds =
      new KindOption(
          arguments,
          "Look at this kind of objects only, and show what became of each. Default: all but"
              + " finding, cache, stack, timer and log.");
  private final IdentityOption identity = new IdentityOption(arguments);
  private final HtmlOption html =
      new HtmlOption(
          arguments, "Write a report too, one HTML page with charts (see docs/report.md).");
  private final OutputOptions output = new OutputOptions(arguments);
  private final LimitOption limit = new LimitOption(arguments, "Lines for each part");

  public static CommandSpec spec() {
    return new TimelineCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    List<String> named = references.named();
    identity.check();
    html.check();
    ImageSeries read =
        named.isEmpty()
            ? ImageSeries.ofNewestBoot(images.repository(), new Notices(arguments.err()))
            : series.of(named);
    TimelineView view =
        new TimelineView(
            read.matchedBy(identity.identities()).timeline(kinds.kinds()),
            kinds.isGiven(),
            limit.most());
    html.write(view.timeline());
    return output.show(view);
  }
}
