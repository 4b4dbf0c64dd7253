package org.kexshot.cli.argument;

import java.io.IOException;
import java.nio.file.Path;
import org.kexshot.store.Repository;
import org.kexshot.store.RepositoryLocation;
import picocli.CommandLine.Model.OptionSpec;

/** Which repository a command works on. */
public final class RepositoryOption {
  private final Argument<Path> directory;
  private Repository opened;

  public RepositoryOption(Arguments arguments) {
    directory =
        arguments.option(
            Path.class,
            OptionSpec.builder("-r", "--repository")
                .paramLabel("DIR")
                .description(
                    "The snapshot repository. Default: $KEXSHOT_REPOSITORY, or /var/lib/kexshot for root,"
                        + " or kexshot in $XDG_DATA_HOME or ~/.local/share."));
  }

  Path directory() throws IOException {
    return directory.given().isPresent()
        ? directory.given().get()
        : RepositoryLocation.standard(
            System.getenv(), System.getProperty("user.name"), System.getProperty("user.home"));
  }

  /** Opens it; the images of one command are then of one repository, which shares what it read. */
  public Repository open() throws IOException {
    if (opened == null) {
      opened = Repository.open(directory());
    }
    return opened;
  }

  public Repository openOrCreate() throws IOException {
    return Repository.openOrCreate(directory());
  }
}
