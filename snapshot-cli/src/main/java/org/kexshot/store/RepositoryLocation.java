package org.kexshot.store;

import java.nio.file.Path;
import java.util.Map;

/** Where the repository lies when the user does not say. */
public final class RepositoryLocation {
  private RepositoryLocation() {}

  /**
   * {@code $KEXSHOT_REPOSITORY}; else {@code /var/lib/kexshot} for root; else {@code kexshot} in
   * {@code $XDG_DATA_HOME} or {@code ~/.local/share}.
   *
   * @param environment the process's environment
   * @param userName the user's name, {@code user.name}
   * @param home the user's home directory, {@code user.home}
   */
  public static Path standard(Map<String, String> environment, String userName, String home) {
    String named = environment.getOrDefault("KEXSHOT_REPOSITORY", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    if (userName.equals("root")) {
      return Path.of("/var/lib/kexshot");
    }
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    Path base = data.isEmpty() ? Path.of(home, ".local", "share") : Path.of(data);
    return base.resolve("kexshot");
  }
}
