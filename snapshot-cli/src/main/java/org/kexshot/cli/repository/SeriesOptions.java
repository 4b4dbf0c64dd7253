package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.kind.ObjectKind;
import org.kexshot.operation.Image;
import org.kexshot.operation.series.ImageSeries;
import picocli.CommandLine.Model.OptionSpec;

/** Of which kinds a series of images is, and how it is opened. */
final class SeriesOptions {
  private final Arguments arguments;
  private final ImageOptions images;
  private final Argument<List<String>> kinds;

  SeriesOptions(Arguments arguments, ImageOptions images, String description) {
    this.arguments = arguments;
    this.images = images;
    kinds =
        arguments.options(
            String.class, OptionSpec.builder("--kind").paramLabel("KIND").description(description));
  }

  /** Whether kinds were named. */
  boolean areGiven() {
    return kinds.given().isPresent();
  }

  /** The kinds that were named; empty for the usual ones. */
  List<ObjectKind<?>> kinds() {
    List<ObjectKind<?>> found = new ArrayList<>();
    for (String name : kinds.given().orElse(List.of())) {
      Optional<ObjectKind<?>> kind = ImageSeries.kind(name);
      if (kind.isEmpty()) {
        throw arguments.wrong(
            "--kind %s: no kind of objects; there are %s"
                .formatted(name, String.join(", ", ImageSeries.kindNames())));
      }
      found.add(kind.get());
    }
    return found;
  }

  /** Images that were named. What their files lack is told once. */
  ImageSeries of(List<String> references) {
    List<ImageSeries.Opener> openers = new ArrayList<>();
    references.forEach(reference -> openers.add(new OpenedTwice(images, reference)));
    return ImageSeries.of(openers, new Notices(arguments.err()));
  }

  /** Opens an image, and warns the first time. */
  private static final class OpenedTwice implements ImageSeries.Opener {
    private final ImageOptions images;
    private final String reference;
    private boolean warned;

    OpenedTwice(ImageOptions images, String reference) {
      this.images = images;
      this.reference = reference;
    }

    @Override
    public Image open() throws IOException {
      boolean again = warned;
      warned = true;
      return again ? images.openSilently(reference) : images.open(reference);
    }
  }
}
