package org.kexshot.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kexshot.store.file.RepositoryException;

/** Where the repository lies when the user does not say. */
public final class RepositoryLocation {
  private RepositoryLocation() {}

  /**
   * {@code $KEXSHOT_REPOSITORY}; else {@code /var/lib/kexshot} for root; else {@code kexshot} in
   * {@code $XDG_DATA_HOME} or {@code ~/.local/share}. What is no absolute path counts as not there,
   * as the XDG Base Directory Specification asks for: memory shall not be stored wherever a command
   * happens to be run.
   *
   * @param environment the process's environment
   * @param userName the user's name, {@code user.name}
   * @param passwdHome the user's home directory where {@code $HOME} does not say, {@code user.home}
   * @throws RepositoryException {@link RepositoryException.Reason#NOT_A_REPOSITORY} if no place is
   *     known
   */
  public static Path standard(Map<String, String> environment, String userName, String passwdHome)
      throws RepositoryException {
    String named = environment.getOrDefault("KEXSHOT_REPOSITORY", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    if (userName.equals("root")) {
      return Path.of("/var/lib/kexshot");
    }
    Optional<Path> data = absolute(environment.get("XDG_DATA_HOME"));
    if (data.isPresent()) {
      return data.get().resolve("kexshot");
    }
    return absolute(environment.get("HOME"))
        .or(() -> absolute(passwdHome))
        .map(home -> home.resolve(".local/share/kexshot"))
        .orElseThrow(
            () ->
                new RepositoryException(
                    RepositoryException.Reason.NOT_A_REPOSITORY,
                    "no home directory is known, in which the repository would lie: set HOME, or"
                        + " name the repository with --repository or KEXSHOT_REPOSITORY"));
  }

  private static Optional<Path> absolute(String path) {
    return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
  }
}
