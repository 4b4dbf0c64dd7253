package org.kexshot.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;

class IoMemoryTest {
  private static final List<String> LINES =
      List.of(
          "00000000-00000fff : Reserved",
          "00001000-0009fbff : System RAM",
          "00100000-3ffd6fff : System RAM",
          "  15400000-159815c7 : Kernel code",
          "3ffd7000-3fffffff : Reserved");

  @Test
  void knowsRamAndWhatLiesInIt() throws IOException {
    IoMemory memory = IoMemory.parse(LINES);
    assertThat(memory.systemRam())
        .containsExactly(
            new PhysicalRange(0x1000, 0x9fc00), new PhysicalRange(0x100000, 0x3ffd7000));
    assertThat(memory.named("Kernel code")).contains(new PhysicalRange(0x15400000, 0x159815c8));
    assertThat(memory.resources().get(3).depth()).isEqualTo(1);
  }

  @Test
  void saysWhichLineItCannotRead() {
    assertThatThrownBy(() -> IoMemory.parse(List.of("nonsense")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nonsense");
  }
}
