package org.kexshot.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
  @TempDir private Path directory;

  @Test
  void isItsOwnersAlone() throws Exception {
    Path path = directory.resolve("report.html");
    new ReportFile(path)
        .write(out -> out.write("Überblick\n".getBytes(StandardCharsets.UTF_8)), told -> {});
    assertThat(path).hasContent("Überblick\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryContaining("glob:**.html");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void takesThePlaceOfAnOlderOneWhenItIsWhole() throws Exception {
    Path path = Files.writeString(directory.resolve("there"), "older");
    assertThatThrownBy(
            () ->
                new ReportFile(path)
                    .write(
                        out -> {
                          out.write(1);
                          throw new IOException("the disk is full");
                        },
                        told -> {}))
        .hasMessage("the disk is full");
    assertThat(path).hasContent("older");
    new ReportFile(path).write(out -> out.write('n'), told -> {});
    assertThat(path).hasContent("n");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void needsADirectoryAndIsNone() {
    assertThatThrownBy(() -> new ReportFile(directory.resolve("none/report.html")).check())
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> new ReportFile(directory).check())
        .hasMessageContaining("not a regular file");
  }
}
