package org.kexshot.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AvailableMemoryTest {
  private static final long MIB = 1L << 20;
  private static final AvailableMemory SMALL = new AvailableMemory(400 * MIB, 682 * MIB);

  @Test
  void takesWhatIsThereBesideTheReserve() {
    assertThat(SMALL.shortage(376 * MIB)).isEmpty();
    assertThat(SMALL.shortage(376 * MIB + 1)).contains("free 1 MiB");
  }

  @Test
  void asksForAllThatIsInUseAtMost() {
    assertThat(SMALL.shortage((376 + 282) * MIB)).contains("free 282 MiB");
    assertThat(SMALL.shortage((376 + 282) * MIB + 1))
        .contains("this machine has 682 MiB in all, too few whatever is freed");
    assertThat(SMALL.shortage(1079 * MIB).orElseThrow()).doesNotContain("free ");
  }

  @Test
  void readsThisMachine() throws IOException {
    AvailableMemory memory = AvailableMemory.read();
    assertThat(memory.available()).isPositive().isLessThan(memory.total());
  }
}
