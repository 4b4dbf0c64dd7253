package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.store.file.RepositoryException;

class RepositoryLocationTest {
  /** As Java has it where the user has no entry in the list of users. */
  private static final String UNKNOWN = "?";

  @Test
  void isWhatTheUserNames() throws RepositoryException {
    assertLocation("here", Map.of("KEXSHOT_REPOSITORY", "here", "HOME", "/home/a"), "/home/a");
    assertLocation("/data/kexshot", Map.of("XDG_DATA_HOME", "/data", "HOME", "/home/a"), "/home/a");
    assertLocation("/h/.local/share/kexshot", Map.of("HOME", "/h"), "/home/a");
    assertLocation("/home/a/.local/share/kexshot", Map.of(), "/home/a");
    assertThat(RepositoryLocation.standard(Map.of("HOME", "/h"), "root", "/root"))
        .isEqualTo(Path.of("/var/lib/kexshot"));
  }

  @Fault("Without a home directory memory is stored in `?` below the working directory")
  @Test
  void isNeverBelowTheDirectoryInWhichACommandHappensToRun() throws RepositoryException {
    assertLocation("/h/.local/share/kexshot", Map.of("XDG_DATA_HOME", "data", "HOME", "/h"), "/p");
    assertLocation("/p/.local/share/kexshot", Map.of("XDG_DATA_HOME", "", "HOME", "h"), "/p");
    assertThatThrownBy(() -> RepositoryLocation.standard(Map.of(), "1234", UNKNOWN))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("set HOME");
  }

  private static void assertLocation(
      String expected, Map<String, String> environment, String passwdHome)
      throws RepositoryException {
    assertThat(RepositoryLocation.standard(environment, "a", passwdHome))
        .isEqualTo(Path.of(expected));
  }
}
