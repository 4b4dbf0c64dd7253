package org.kexshot.capture.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Page;
import org.kexshot.memory.PhysicalMemory;

class MappedMemoryTest {
  @TempDir private Path directory;

  /** The last frame of low memory, and the first of high memory, which lies elsewhere. */
  @Test
  void readsOverTheBorderOfWhatIsMappedDirectly() throws IOException {
    int low = 900;
    KcoreFixture kcore = KcoreFixture.write(directory, low);
    byte[] shown = kcore.page(KcoreFixture.KERNEL + 2);
    kcore.mapElsewhere(low, shown);
    try (LiveMachine machine = kcore.open()) {
      PhysicalMemory memory = machine.memory();
      assertThat(memory.presentFrames().count()).isEqualTo(low + 1);
      ByteBuffer both = ByteBuffer.allocate(5 * Page.SIZE);
      memory.read((low - 4L) * Page.SIZE, both);
      both.clear();
      for (int i = 0; i < 4; i++) {
        assertThat(both.slice(i * Page.SIZE, Page.SIZE))
            .as("frame %d", low - 4 + i)
            .isEqualTo(ByteBuffer.wrap(kcore.page(low - 4 + i)));
      }
      assertThat(both.slice(4 * Page.SIZE, Page.SIZE)).isEqualTo(ByteBuffer.wrap(shown));
      byte[] part = new byte[100];
      memory.read((long) low * Page.SIZE + 2000, part, 0, part.length);
      assertThat(ByteBuffer.wrap(part)).isEqualTo(ByteBuffer.wrap(shown, 2000, 100));
    }
  }
}
