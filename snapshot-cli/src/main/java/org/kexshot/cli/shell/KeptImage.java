package org.kexshot.cli.shell;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.cli.argument.ImageRequest;
import org.kexshot.cli.argument.ImageSource;
import org.kexshot.operation.Image;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * The image that a shell keeps open, and with it all that was derived from it. Given to commands as
 * the factory of their command line, from which they take it.
 */
final class KeptImage implements ImageSource, IFactory, Closeable {
  private Optional<ImageRequest> request = Optional.empty();
  private Image.RepositoryOpener repository;
  private Optional<Image> image = Optional.empty();

  /** Opens an image and keeps it in place of the one before; after a failure that one stays. */
  synchronized void keep(ImageRequest wanted, Image.RepositoryOpener opener, Consumer<Image> opened)
      throws IOException {
    Image next = wanted.open(opener);
    close();
    opened.accept(next);
    image = Optional.of(next);
    repository = opener;
    // A label, or @last, may be another's tomorrow.
    request = Optional.of(next.snapshot().map(s -> wanted.withReference(s.id())).orElse(wanted));
  }

  /** What is kept. */
  synchronized Optional<ImageRequest> request() {
    return request;
  }

  /** Its name, as a short text for the user. */
  synchronized Optional<String> name() {
    return image.map(Image::name).or(() -> request.map(ImageRequest::reference));
  }

  /** The options by which a command asks for what is kept. */
  synchronized List<String> options() {
    List<String> options = new ArrayList<>();
    request.ifPresent(
        kept -> {
          kept.map().ifPresent(file -> options.add("--map=" + file));
          kept.files().btf().ifPresent(file -> options.add("--btf=" + file));
          kept.files().systemMap().ifPresent(file -> options.add("--system-map=" + file));
          kept.files().vmcoreinfo().ifPresent(file -> options.add("--vmcoreinfo=" + file));
          kept.repository().ifPresent(directory -> options.add("--repository=" + directory));
        });
    return options;
  }

  /** The image that is kept, not to be closed; empty if none is. */
  synchronized Optional<Image> image() throws IOException {
    if (image.isEmpty() && request.isPresent()) {
      image = Optional.of(request.get().open(repository));
    }
    return image.map(Image::lent);
  }

  @Override
  public synchronized Image open(
      ImageRequest wanted, Image.RepositoryOpener opener, Consumer<Image> opened)
      throws IOException {
    if (request.isPresent() && request.get().equals(wanted)) {
      return image().orElseThrow();
    }
    Image other = wanted.open(opener);
    opened.accept(other);
    return other;
  }

  /**
   * Closes the image, which is opened again when it is needed: a command that was interrupted may
   * have left it closed in parts, for Java closes a file whose reader is interrupted.
   */
  @Override
  public synchronized void close() throws IOException {
    Optional<Image> last = image;
    image = Optional.empty();
    if (last.isPresent()) {
      last.get().close();
    }
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    return CommandLine.defaultFactory().create(type);
  }
}
