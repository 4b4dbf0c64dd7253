package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageOptions;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.comparison.ComparedImages;
import org.kexshot.cli.argument.comparison.ComparisonOptions;
import org.kexshot.cli.render.series.RoundTripView;
import org.kexshot.cli.render.series.TimelineView;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;

public final class DiffCommand implements Callable<Integer> {
  private static final int ROUND_TRIP = 3;

  private final Arguments arguments =
      new Arguments(
          this,
          "Compare two images: pages, kernel objects of every kind, and data symbols.",
          "Of three images or more, each is compared with the one before, as `timeline` does.",
          "Ends with code 0 whether or not they differ, unless --fail-on says otherwise.");

  private final ComparedImages references =
      new ComparedImages(
          arguments,
          true,
          "Two or more: each a snapshot's id or label, @last-N, or a dump file; the earlier one"
              + " first.");

  private final Argument<Boolean> roundTrip =
      arguments.flag(
          "--round-trip",
          "Of three images, one before a change, one with it and one after it was undone: show what"
              + " of the change is left.");

  private final ImageOptions images = new ImageOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);
  private final ComparisonOptions comparison = new ComparisonOptions(arguments, output);
  private final SeriesOptions series = new SeriesOptions(arguments, images);

  public static CommandSpec spec() {
    return new DiffCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    List<String> named = references.named();
    comparison.check();
    if (roundTrip.value() && named.size() != ROUND_TRIP) {
      throw arguments.wrong(
          "--round-trip takes three images: before, during and after; not " + named.size());
    }
    if (named.size() == 2) {
      return difference(named.get(0), named.get(1));
    }
    comparison.requireNoneForTwo();
    return roundTrip.value() ? roundTrip(named) : timeline(named);
  }

  private int roundTrip(List<String> named) throws IOException {
    comparison.requireNoHtml("a round trip");
    return output.show(
        new RoundTripView(
            series
                .of(named)
                .matchedBy(comparison.identities())
                .roundTrip(comparison.kinds().kinds()),
            comparison.most()));
  }

  private int timeline(List<String> named) throws IOException {
    TimelineView view =
        new TimelineView(
            series
                .of(named)
                .matchedBy(comparison.identities())
                .timeline(comparison.kinds().kinds()),
            comparison.kinds().isGiven(),
            comparison.most());
    comparison.writeHtml(view.timeline());
    return output.show(view);
  }

  private int difference(String before, String after) throws IOException {
    try (Image first = images.open(before);
        Image second = images.open(after)) {
      return comparison.show(first, second, images::open);
    }
  }
}
