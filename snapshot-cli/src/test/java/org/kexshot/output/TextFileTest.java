package org.kexshot.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir private Path directory;

  @Test
  void isItsOwnersAlone() throws Exception {
    Path path = directory.resolve("report.html");
    new TextFile(path).write("Überblick\n", told -> {});
    assertThat(path).hasContent("Überblick\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryContaining("glob:**.html");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void takesNoOthersPlace() throws Exception {
    Path path = Files.writeString(directory.resolve("there"), "kept");
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("gone"));
    for (Path taken : new Path[] {path, link}) {
      assertThatThrownBy(() -> new TextFile(taken).requireNew())
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> new TextFile(taken).write("text", told -> {}))
          .isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThat(path).hasContent("kept");
  }

  @Test
  void needsADirectory() {
    Path path = directory.resolve("none/report.html");
    assertThatThrownBy(() -> new TextFile(path).requireNew())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("no such directory");
  }
}
