package org.kexshot.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegionTest {
  @TempDir Path directory;

  @Test
  void readsNumbersInBothOrders() throws IOException {
    try (FileRegion region = FileRegion.open(file(1, 2, 3, 4))) {
      assertThat(region.little(0, 4).getInt()).isEqualTo(0x04030201);
      assertThat(region.big(0, 4).getInt()).isEqualTo(0x01020304);
    }
  }

  @Test
  void aSliceCannotBeReadBeyond() throws IOException {
    try (FileRegion region = FileRegion.open(file(1, 2, 3, 4))) {
      ByteRegion slice = region.slice("the middle", 1, 2);
      assertThat(slice.little(0, 2).array()).containsExactly(2, 3);
      assertThatThrownBy(() -> slice.little(1, 2))
          .isInstanceOf(TruncatedException.class)
          .hasMessageContaining("the middle")
          .hasMessageContaining("offset 0x1")
          .hasMessageContaining("2 bytes expected");
    }
  }

  @Test
  void refusesHugeLengthsBeforeAllocating() throws IOException {
    try (FileRegion region = FileRegion.open(file(1))) {
      assertThatThrownBy(() -> region.little(0, Integer.MAX_VALUE))
          .isInstanceOf(TruncatedException.class);
      assertThatThrownBy(() -> region.checkRange(Long.MAX_VALUE, 2))
          .isInstanceOf(TruncatedException.class);
    }
  }

  /** Such a file says that its size is 0. */
  @Test
  void findsTheLengthOfAFileOfProc() throws IOException {
    int expected;
    try (var stream = Files.newInputStream(Path.of("/proc/self/auxv"))) {
      expected = stream.readAllBytes().length;
    }
    try (FileRegion region = FileRegion.open(Path.of("/proc/self/auxv"))) {
      assertThat(region.length()).isEqualTo(expected);
    }
  }

  private Path file(int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return Files.write(directory.resolve("file"), content);
  }
}
