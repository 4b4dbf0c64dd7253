package org.kexshot.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.operation.TestCommand.NotRunnableException;

class TestCommandTest {
  @TempDir private Path directory;

  @Test
  void isFoundAsAShellFindsIt() throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Files.writeString(first.resolve("probe"), "no program");
    Path probe = executable(second.resolve("probe"), "#!/bin/sh\nexit 7\n");
    String path = first + ":" + second;
    assertThat(TestCommand.find(List.of("probe", "x"), path).file()).isEqualTo(probe);
    assertThat(TestCommand.find(List.of(probe.toString()), "").run()).isEqualTo(7);
  }

  @Test
  void whatIsNotThereIsToldBeforeAnySnapshot() {
    fails(127, "probe: no such command", "probe");
    fails(127, "no such command", directory.resolve("probe").toString());
    fails(127, "no such command", "");
  }

  @Test
  void whatCannotBeExecutedIsToldBeforeAnySnapshot() throws IOException {
    Files.writeString(directory.resolve("probe"), "no program");
    fails(126, "cannot be executed", "probe");
    fails(126, "cannot be executed", directory.toString());
  }

  @Test
  void aSignalThatEndsItIsTold() throws IOException {
    Path probe = executable(directory.resolve("probe"), "#!/bin/sh\nkill -TERM $$\n");
    assertThat(TestCommand.find(List.of(probe.toString()), "").run()).isEqualTo(128 + 15);
  }

  @Test
  void itHasTheLocaleThatTheUserHas() {
    assertLocale(Map.of("KEXSHOT_LC_ALL", "C", "LC_ALL", "C.UTF-8"), Map.of("LC_ALL", "C"));
    assertLocale(Map.of("KEXSHOT_LC_ALL", "", "LC_ALL", "C.UTF-8"), Map.of());
    assertLocale(Map.of("LC_ALL", "de_DE.UTF-8"), Map.of("LC_ALL", "de_DE.UTF-8"));
  }

  private static void assertLocale(Map<String, String> launched, Map<String, String> expected) {
    Map<String, String> environment = new HashMap<>(launched);
    TestCommand.restoreLocale(environment);
    assertThat(environment).isEqualTo(expected);
  }

  private void fails(int exitCode, String message, String command) {
    assertThatThrownBy(() -> TestCommand.find(List.of(command), directory.toString()))
        .isInstanceOfSatisfying(
            NotRunnableException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
        .hasMessageContaining(message)
        .hasMessageContaining("no snapshot was taken");
  }

  private static Path executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
