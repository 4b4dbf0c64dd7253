package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlankDumpTest {
  @Test
  void itCanBeStoredAndHoldsNoKernel(@TempDir Path directory) throws IOException {
    Path dump = directory.resolve("blank");
    BlankDump.write(dump);
    CommandRun stored =
        CommandRun.of(
            "import", "--repository", directory.resolve("repository").toString(), dump.toString());
    assertThat(stored.code()).as(stored.err()).isZero();
    assertThat(stored.out()).contains("64 pages kept of 64");
    assertThat(CommandRun.of("ps", dump.toString()).code()).isNotZero();
  }
}
