package org.kexshot.cli.argument;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.cli.render.Text;
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
    return open(reference, this::tell);
  }

  /** Tells on standard error what an image is known to lack, now and when its kernel is found. */
  public void tell(Image image) {
    PrintWriter err = arguments.err();
    warn(image.dump().problems(), err);
    image.memory().tell(remark -> warn(List.of(remark), err));
  }

  /** Opens an image for a command that tells itself what the file lacks. */
  public Image openSilently(String reference) throws IOException {
    return open(reference, image -> {});
  }

  private Image open(String reference, Consumer<Image> prepared) throws IOException {
    ImageRequest request = request(reference);
    Consumer<Image> opened = prepared.andThen(arguments.details()::of);
    Optional<ImageSource> source = arguments.images();
    if (source.isPresent()) {
      return source.get().open(request, repository::open, opened);
    }
    Image image = request.open(repository::open);
    opened.accept(image);
    return image;
  }

  /** What is asked for by a name and the options. */
  public ImageRequest request(String reference) {
    return new ImageRequest(reference, map.given(), kernel.files(), repository.given());
  }

  /** The repository in which snapshots are looked for. */
  public Repository repository() throws IOException {
    return repository.open();
  }

  /** The same if it can be opened without asking anybody for a passphrase. */
  public Optional<Repository> repositoryUnasked() {
    return repository.openUnasked();
  }

  /** Tells the user what a dump is known to lack. */
  public static void warn(List<String> problems, PrintWriter err) {
    for (String problem : problems) {
      err.println("kexshot: warning: " + Text.printable(problem));
    }
    err.flush();
  }
}
