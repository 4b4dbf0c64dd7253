package org.kexshot.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir private Path home;

  @Test
  void isTheUsersAlone() throws IOException {
    Path state = home.resolve("state");
    Path file = make(Map.of("XDG_STATE_HOME", state.toString()));
    assertThat(file).isEqualTo(state.resolve("kexshot/history"));
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(file.getParent())).isEqualTo("rwx------");
    Files.writeString(file, "1:ps\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(make(Map.of("XDG_STATE_HOME", state.toString()))).hasContent("1:ps\n");
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void liesInTheHomeDirectoryUnlessTheEnvironmentSaysOtherwise() throws IOException {
    Path expected = home.resolve(".local/state/kexshot/history");
    assertThat(make(Map.of())).isEqualTo(expected);
    assertThat(make(Map.of("XDG_STATE_HOME", "relative"))).isEqualTo(expected);
  }

  private Path make(Map<String, String> environment) throws IOException {
    return HistoryFile.make(environment, home.toString());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
