package org.kexshot.cli.argument;

import java.io.IOException;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
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
                .userObject(this)
                .paramLabel("ID")
                .description(
                    "A snapshot's id or label, @last-N, or a dump file; of a split set all files, with commas"
                        + " between."));
    options = new ImageOptions(arguments);
  }

  /** Whether a command reads one image, which its first parameter names. */
  public static boolean isFirstOf(CommandSpec command) {
    return command.positionalParameters().stream()
        .anyMatch(parameter -> parameter.userObject() instanceof ImageArgument);
  }

  /** Opens the image; what its file is known to lack is told on standard error. */
  public Image open() throws IOException {
    return options.open(reference.value());
  }

  /** Opens the image for a command that tells itself what the file lacks. */
  public Image openSilently() throws IOException {
    return options.openSilently(reference.value());
  }

  /** What is asked for, for one that keeps it open. */
  public ImageRequest request() {
    return options.request(reference.value());
  }

  /** Where and how images are looked for. */
  public ImageOptions options() {
    return options;
  }

  /** Opens another image, named in the same way. */
  public Image open(String other) throws IOException {
    return options.open(other);
  }
}
