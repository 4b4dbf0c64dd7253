package org.kexshot.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VirtualMemoryTest {
  private final VirtualMemory memory =
      new FakeVirtualMemory(new FakePhysicalMemory(0x4000), 0xc000_0000L, 4);

  /** Lengths come from the image, and the array would be made before anything is read. */
  @Test
  void whatIsNotThereIsNotMadeRoomFor() {
    assertThatThrownBy(() -> memory.readBytes(0xc000_0000L, Integer.MAX_VALUE))
        .isInstanceOf(MemoryFault.class);
    assertThatThrownBy(() -> memory.readBytes(0xc000_0000L, -1))
        .isInstanceOf(MemoryFault.class)
        .hasMessageContaining("-1 bytes");
  }
}
