package org.kexshot.cli.argument;

import java.io.IOException;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The image that a command reads: a snapshot of the repository, or a dump file. */
public final class ImageArgument {
  private final Argument<String> reference;
  private final ImageOptions options;

  public ImageArgument(Arguments arguments) {
    reference =
        arguments.parameter(
            String.class,
            PositionalParamSpec.builder()
                .index("0")
                .paramLabel("ID")
                .description(
                    "A snapshot's id or label, latest~N, or a dump file; of a split set all files, with commas"
                        + " between."));
    options = new ImageOptions(arguments);
  }

  /** Opens the image; what its file is known to lack is told on standard error. */
  public Image open() throws IOException {
    return options.open(reference.value());
  }

  /** Opens the image for a command that tells itself what the file lacks. */
  public Image openSilently() throws IOException {
    return options.openSilently(reference.value());
  }

  /** Opens another image, named in the same way. */
  public Image open(String other) throws IOException {
    return options.open(other);
  }
}
