package org.kexshot.cli.argument;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.operation.Image;
import org.kexshot.store.Repository;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where images are found and what a user says of their kernels; the same for each that a command
 * reads.
 */
public final class ImageOptions {
  private final Arguments arguments;
  private final Argument<Path> map;
  private final KernelOptions kernel;
  private final RepositoryOption repository;

  public ImageOptions(Arguments arguments) {
    this.arguments = arguments;
    map =
        arguments.option(
            Path.class,
            OptionSpec.builder("--map")
                .paramLabel("FILE")
                .description(
                    "Read a raw image, of this memory map: lines as /proc/iomem has them, or"
                        + " FIRST-LAST OFFSET, in hexadecimal."));
    kernel = KernelOptions.ofImage(arguments);
    repository = new RepositoryOption(arguments);
  }

  /** Opens an image; what its file is known to lack is told on standard error. */
  public Image open(String reference) throws IOException {
    Image image = openSilently(reference);
    warn(image.dump().problems(), arguments.err());
    image.memory().tell(remark -> warn(List.of(remark), arguments.err()));
    return image;
  }

  /** Opens an image for a command that tells itself what the file lacks. */
  public Image openSilently(String reference) throws IOException {
    DebugFiles files = kernel.files();
    return map.given().isPresent()
        ? Image.ofRaw(Path.of(reference), map.value(), files)
        : Image.open(reference, repository::open, files);
  }

  /** The repository in which snapshots are looked for. */
  public Repository repository() throws IOException {
    return repository.open();
  }

  /** Tells the user what a dump is known to lack. */
  public static void warn(List<String> problems, PrintWriter err) {
    for (String problem : problems) {
      err.println("kexshot: warning: " + Text.printable(problem));
    }
    err.flush();
  }
}
