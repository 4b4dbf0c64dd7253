package org.kexshot.cli.argument;

import java.io.IOException;
import java.nio.file.Path;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The image that a command reads: a snapshot of the repository, or a dump file. */
public final class ImageArgument {
  private final Arguments arguments;
  private final Argument<String> reference;
  private final Argument<Path> map;
  private final Argument<Path> btf;
  private final Argument<Path> systemMap;
  private final RepositoryOption repository;

  public ImageArgument(Arguments arguments) {
    this.arguments = arguments;
    reference =
        arguments.parameter(
            String.class,
            PositionalParamSpec.builder()
                .index("0")
                .paramLabel("ID")
                .description(
                    "A snapshot's id or label, latest~N, or a dump file; of a split set all files, with commas"
                        + " between."));
    map =
        arguments.option(
            Path.class,
            OptionSpec.builder("--map")
                .paramLabel("FILE")
                .description(
                    "Take ID for a raw image of this memory map: lines as /proc/iomem has them, or"
                        + " FIRST-LAST OFFSET, in hexadecimal."));
    btf =
        arguments.option(
            Path.class,
            OptionSpec.builder("--btf")
                .paramLabel("FILE")
                .description(
                    "The kernel's types, for an image that holds none: what pahole --btf_encode_detached=FILE"
                        + " makes of its vmlinux."));
    systemMap =
        arguments.option(
            Path.class,
            OptionSpec.builder("--system-map")
                .paramLabel("FILE")
                .description("The kernel's System.map, for an image whose symbols are not found."));
    repository = new RepositoryOption(arguments);
  }

  /** Opens the image; what its file is known to lack is told on standard error. */
  public Image open() throws IOException {
    return openSilently().warning(arguments.err());
  }

  /** Opens the image for a command that tells itself what the file lacks. */
  public Image openSilently() throws IOException {
    String named = reference.value();
    Image image =
        map.given().isPresent()
            ? Image.ofRaw(Path.of(named), map.value())
            : Image.open(named, repository);
    return image.with(files());
  }

  /** Opens another image, named in the same way. */
  public Image open(String other) throws IOException {
    return Image.open(other, repository).with(files()).warning(arguments.err());
  }

  private DebugFiles files() {
    return new DebugFiles(btf.given(), systemMap.given());
  }
}
