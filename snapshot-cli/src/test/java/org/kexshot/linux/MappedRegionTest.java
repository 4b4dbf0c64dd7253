package org.kexshot.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.io.TruncatedException;

class MappedRegionTest {
  @TempDir private Path directory;

  /** More windows than are kept, and reads over their edges. */
  @Test
  void readsAnywhere() throws Exception {
    byte[] contents = new byte[(20 << 20) + 12345];
    Random random = new Random(7);
    random.nextBytes(contents);
    Path file = Files.write(directory.resolve("file"), contents);
    try (MappedRegion region = MappedRegion.open(file, 4)) {
      assertThat(region.length()).isEqualTo(contents.length);
      for (int i = 0; i < 300; i++) {
        int length = random.nextInt(5 << 20);
        int position = random.nextInt(contents.length - length);
        ByteBuffer into = ByteBuffer.allocate(length);
        region.read(position, into);
        assertThat(into.array())
            .isEqualTo(Arrays.copyOfRange(contents, position, position + length));
      }
      ByteBuffer last = ByteBuffer.allocateDirect(1);
      region.read(contents.length - 1, last);
      assertThat(last.get(0)).isEqualTo(contents[contents.length - 1]);
      assertThatThrownBy(() -> region.read(contents.length - 1, ByteBuffer.allocate(2)))
          .isInstanceOf(TruncatedException.class);
    }
  }

  @Test
  void saysWhichFileCannotBeOpened() {
    assertThatThrownBy(() -> MappedRegion.open(directory.resolve("none")))
        .hasMessageContaining("none");
  }
}
