package org.kexshot.capture.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

class HibernationTaskTest {
  private static final int PAGES = 4;

  /** The second page is RAM in its first half alone. */
  private static final class PartlyThere implements PhysicalMemory {
    @Override
    public List<PhysicalRange> ram() {
      return List.of(new PhysicalRange(0, PAGES * Page.SIZE));
    }

    @Override
    public PageState state(long pfn) {
      return PageState.PRESENT;
    }

    @Override
    public void read(long physicalAddress, byte[] into, int offset, int length) {
      throw new AssertionError("pages are read into buffers");
    }

    /** As {@code ExchangedMemory}, which reads in pieces, and leaves a buffer as it is then. */
    @Override
    public void read(long physicalAddress, ByteBuffer into) throws IOException {
      into.putInt(77);
      into.limit(into.position() + Page.SIZE);
      throw new MemoryFault("physical", Page.SIZE + 0x800, PageState.NOT_RAM, "no RAM there");
    }

    @Override
    public void readFrame(long pfn, ByteBuffer into) {
      while (into.hasRemaining()) {
        into.put((byte) (pfn + 1));
      }
    }
  }

  @Test
  void aPageThatIsRamInPartIsReadByItself() throws IOException {
    ByteBuffer pages = ByteBuffer.allocate((PAGES + 1) * Page.SIZE).limit(PAGES * Page.SIZE);
    HibernationTask.readPages(new PartlyThere(), 0, pages);
    assertThat(pages.limit()).isEqualTo(PAGES * Page.SIZE);
    for (int at = 0; at < pages.limit(); at++) {
      assertThat(pages.get(at)).isEqualTo((byte) (at / Page.SIZE + 1));
    }
  }
}
