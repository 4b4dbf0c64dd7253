package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;

/** Four pages, of which the third does not unpack. */
class DamagedPagesTest {
  private final FakePhysicalMemory memory = new FakePhysicalMemory(4 << 12);
  private final DamagedPages pages = new DamagedPages(memory);

  @BeforeEach
  void damage() {
    memory.write(0, new byte[4 << 12]);
    memory.writeNumber(0x1ff8, 0x1122, 2);
    memory.damage(2);
  }

  private void requireFault(long address, ThrowingCallable read) {
    MemoryFault fault = catchThrowableOfType(MemoryFault.class, read);
    assertThat(fault.address()).isEqualTo(address);
    assertThat(fault.state()).isEqualTo(PageState.UNREADABLE);
    assertThat(fault).hasMessageContaining("fake.dump").hasMessageContaining("does not unpack");
  }

  @Test
  void aDamagedPageIsAFaultAtItsFirstByteThatWasAskedFor() {
    requireFault(0x2000, () -> pages.read(0x800, new byte[0x3000], 0, 0x3000));
    requireFault(0x2010, () -> pages.read(0x2010, new byte[8], 0, 8));
    requireFault(0x2010, () -> pages.read(0x2010, ByteBuffer.allocate(8)));
    requireFault(0x2000, () -> pages.readFrame(2, ByteBuffer.allocate(4096)));
  }

  @Test
  void otherPagesAreThere() throws Exception {
    byte[] bytes = new byte[8];
    pages.read(0x1ff8, bytes, 0, 8);
    assertThat(bytes).startsWith(0x22, 0x11);
    pages.readFrame(3, ByteBuffer.allocate(4096));
    assertThat(pages.state(2)).isEqualTo(PageState.PRESENT);
    assertThat(pages.presentFrames().count()).isEqualTo(4);
  }
}
