package org.kexshot.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;

class CompletedMemoryTest {
  /** A file of frames 1 to 3 and 6, of a machine whose frames 4 and 5 are zeros; 8 is not there. */
  private final MemoryModel file =
      MemoryModel.random(
          1, Set.of(), new PhysicalRange(0x1000, 0x4000), new PhysicalRange(0x6000, 0x7000));

  private final PhysicalMemory memory =
      new CompletedMemory(
          file,
          List.of(new PhysicalRange(0x4000, 0x6000)),
          List.of(new PhysicalRange(0x8000, 0x9000)));

  @Test
  void whatIsLeftOutIsRam() throws IOException {
    assertThat(memory.ram())
        .containsExactly(new PhysicalRange(0x1000, 0x7000), new PhysicalRange(0x8000, 0x9000));
    assertThat(memory.endPfn()).isEqualTo(9);
    PageState[] states = new PageState[10];
    for (int pfn = 0; pfn < states.length; pfn++) {
      states[pfn] = memory.state(pfn);
      assertThat(memory.presentFrames().contains(pfn)).isEqualTo(states[pfn] == PageState.PRESENT);
      assertThat(memory.unreadableFrames().contains(pfn))
          .isEqualTo(states[pfn] == PageState.UNREADABLE);
      assertThat(memory.zeroFrames().contains(pfn)).isEqualTo(pfn == 4 || pfn == 5);
    }
    assertThat(states)
        .containsExactly(
            PageState.NOT_RAM,
            PageState.PRESENT,
            PageState.PRESENT,
            PageState.PRESENT,
            PageState.PRESENT,
            PageState.PRESENT,
            PageState.PRESENT,
            PageState.NOT_RAM,
            PageState.UNREADABLE,
            PageState.NOT_RAM);
  }

  @Test
  void aReadGoesOnFromTheFileIntoZerosAndBack() throws IOException {
    byte[] bytes = new byte[0x3000];
    Arrays.fill(bytes, (byte) 1);
    memory.read(0x3800, bytes, 0, bytes.length);
    byte[] expected = new byte[0x3000];
    file.read(0x3800, expected, 0, 0x800);
    file.read(0x6000, expected, 0x2800, 0x800);
    assertThat(bytes).isEqualTo(expected);
    ByteBuffer frame = ByteBuffer.allocate(4096);
    memory.readFrame(5, frame);
    assertThat(frame.array()).containsOnly(0);
  }

  @Test
  void whatIsNotKnownCannotBeRead() {
    assertThatThrownBy(() -> memory.read(0x8010, new byte[4], 0, 4))
        .isInstanceOf(MemoryFault.class)
        .hasMessageContaining("has none of it");
    assertThatThrownBy(() -> memory.read(0x7000, new byte[4], 0, 4))
        .isInstanceOf(MemoryFault.class);
  }
}
