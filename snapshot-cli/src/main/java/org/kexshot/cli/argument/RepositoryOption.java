package org.kexshot.cli.argument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.store.Repository;
import org.kexshot.store.RepositoryLocation;
import picocli.CommandLine.Model.OptionSpec;

/** Which repository a command works on. */
public final class RepositoryOption {
  private final Arguments arguments;
  private final Argument<Path> directory;
  private final KeyOptions keys;

  /** Opened once: a passphrase is asked for, and a key derived from it, no more often. */
  private Optional<Repository> opened = Optional.empty();

  public RepositoryOption(Arguments arguments) {
    this.arguments = arguments;
    directory =
        arguments.option(
            Path.class,
            OptionSpec.builder("-r", "--repository")
                .paramLabel("DIR")
                .description(
                    "The snapshot repository. Default: $KEXSHOT_REPOSITORY, or /var/lib/kexshot for"
                        + " root, or kexshot in $XDG_DATA_HOME or ~/.local/share."));
    keys = KeyOptions.ofRepository(arguments);
  }

  /** Where it lies, if an option says so. */
  Optional<Path> given() {
    return directory.given();
  }

  /** Where it lies, or would lie. */
  public Path directory() throws IOException {
    return directory.given().isPresent()
        ? directory.given().get()
        : RepositoryLocation.standard(
            System.getenv(), System.getProperty("user.name"), System.getProperty("user.home"));
  }

  public Repository open() throws IOException {
    if (opened.isEmpty()) {
      opened = Optional.of(open(directory()));
    }
    return opened.get();
  }

  /** The same without a passphrase being asked for; empty if that, or anything else, is missing. */
  public Optional<Repository> openUnasked() {
    try {
      return opened.isPresent() ? opened : Optional.of(Repository.open(directory()));
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  /** Another repository, with the same options of its key. */
  public Repository open(Path other) throws IOException {
    return noted(Repository.open(other, keys));
  }

  public Repository openOrCreate() throws IOException {
    return openOrCreate(directory());
  }

  /** Another repository, with the same options of its key. */
  public Repository openOrCreate(Path other) throws IOException {
    return noted(Repository.openOrCreate(other, keys));
  }

  private Repository noted(Repository repository) {
    arguments.details().of(repository);
    return repository;
  }

  /** Makes a repository that is encrypted. */
  public Repository createEncrypted() throws IOException {
    return Repository.createEncrypted(directory(), keys::newSecret);
  }
}
