package org.kexshot.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;

/** Sixteen pages, whose reads are counted. */
class RecentPagesTest implements PhysicalMemoryContract {
  private static final int PAGE = 4096;

  private final FakePhysicalMemory memory = new FakePhysicalMemory(16 * PAGE);
  private final Counted counted = new Counted();
  private final RecentPages pages = new RecentPages(counted);

  @Override
  public PhysicalMemory open(MemoryModel model) {
    return new RecentPages(model);
  }

  private final class Counted implements PhysicalMemory {
    private int reads;

    @Override
    public List<PhysicalRange> ram() {
      return memory.ram();
    }

    @Override
    public PageState state(long pfn) {
      return memory.state(pfn);
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) throws IOException {
      reads++;
      memory.read(address, into, offset, length);
    }
  }

  private long number(long address) throws IOException {
    byte[] bytes = new byte[4];
    pages.read(address, bytes, 0, 4);
    return ByteBuffer.wrap(bytes).getInt();
  }

  @Test
  void aPageIsReadOnce() throws Exception {
    memory.write(2 * PAGE + 8, new byte[] {0, 0, 0, 7});
    memory.write(3 * PAGE - 4, new byte[] {0, 0, 0, 9});
    assertThat(number(2 * PAGE + 8)).isEqualTo(7);
    assertThat(number(3 * PAGE - 4)).isEqualTo(9);
    ByteBuffer into = ByteBuffer.allocate(8).position(2).limit(6);
    pages.read(2 * PAGE + 8, into);
    assertThat(into.getInt(2)).isEqualTo(7);
    assertThat(into.remaining()).isZero();
    assertThat(counted.reads).isEqualTo(1);
  }

  @Test
  void whatCrossesPagesOrIsLongIsReadPastIt() throws Exception {
    memory.write(2 * PAGE, new byte[PAGE]);
    memory.write(PAGE - 2, new byte[] {0, 0, 0, 5});
    assertThat(number(PAGE - 2)).isEqualTo(5);
    pages.read(0, new byte[3 * PAGE], 0, 3 * PAGE);
    assertThat(counted.reads).isEqualTo(2);
  }
}
