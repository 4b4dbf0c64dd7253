package org.kexshot.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.store.file.LocalFiles;
import org.kexshot.store.file.RepositoryFiles;

class PageDirectoryTest {
  private static final int HEADER_SIZE = 40;

  @TempDir private Path directory;

  /** It says that it is empty and has no slot left, so that a search never met its end. */
  @Test
  void aTableWithoutAnEmptySlotIsSeenToBeDamaged() throws IOException {
    RepositoryFiles files = new LocalFiles(directory);
    Path path = files.layout().pageTable();
    new PageDirectory(files).close();
    byte[] table = Files.readAllBytes(path);
    Arrays.fill(table, HEADER_SIZE, table.length, (byte) 1);
    Files.write(path, table);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try (PageDirectory full = new PageDirectory(files)) {
            assertThat(full.find(7, reference -> false)).isEqualTo(PageReference.NOT_RAM);
            assertThat(full.isDamaged()).isTrue();
            full.put(7, 8);
            assertThat(full.isDamaged()).isTrue();
          }
        });
  }
}
