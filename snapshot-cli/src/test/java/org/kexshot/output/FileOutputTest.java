package org.kexshot.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutputTest {
  private final List<String> told = new ArrayList<>();

  @TempDir private Path directory;

  @Test
  void nothingHasTheNameBeforeItIsWhole() throws IOException {
    Path file = directory.resolve("dump");
    try (DumpOutput output = DumpOutput.open(file.toString(), false, told::add)) {
      output.positions().write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      output.positions().finish();
      assertThat(file).doesNotExist();
      output.commit();
    }
    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void whatIsNotCommittedLeavesNothing() throws IOException {
    try (DumpOutput output =
        DumpOutput.open(directory.resolve("dump").toString(), false, told::add)) {
      output.sequence().write(ByteBuffer.allocate(5000));
    }
    assertThat(directory).isEmptyDirectory();
  }
}
