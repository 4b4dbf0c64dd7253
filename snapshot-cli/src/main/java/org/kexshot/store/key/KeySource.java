package org.kexshot.store.key;

import java.io.IOException;
import java.nio.file.Path;
import org.kexshot.store.file.RepositoryException;

/** Where the secret of an encrypted repository comes from; asked only if there is need of it. */
@FunctionalInterface
public interface KeySource {
  /** Nobody can be asked. */
  KeySource NONE =
      repository -> {
        throw missing(repository);
      };

  /**
   * The secret.
   *
   * @param repository its directory
   * @throws RepositoryException with {@link RepositoryException.Reason#KEY} if there is none
   */
  Secret secret(Path repository) throws IOException;

  /** That no secret was given. */
  static RepositoryException missing(Path repository) {
    return new RepositoryException(
        RepositoryException.Reason.KEY,
        "%s: the repository is encrypted; give --key-file or --passphrase-file, set"
                .formatted(repository)
            + " KEXSHOT_KEY_FILE or KEXSHOT_PASSPHRASE_FILE, or run kexshot in a terminal");
  }
}
