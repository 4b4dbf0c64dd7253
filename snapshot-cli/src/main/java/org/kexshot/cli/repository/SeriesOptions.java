package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.operation.Image;
import org.kexshot.operation.compare.ImageSeries;

/** How a series of images is opened. */
final class SeriesOptions {
  private final Arguments arguments;
  private final ImageOptions images;

  SeriesOptions(Arguments arguments, ImageOptions images) {
    this.arguments = arguments;
    this.images = images;
  }

  /** Images that were named. What their files lack is told once. */
  ImageSeries of(List<String> references) {
    List<Image.Opener> openers = new ArrayList<>();
    references.forEach(reference -> openers.add(new OpenedTwice(images, reference)));
    return ImageSeries.of(openers, new Notices(arguments.err()));
  }

  /** Opens an image, and warns the first time. */
  private static final class OpenedTwice implements Image.Opener {
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
