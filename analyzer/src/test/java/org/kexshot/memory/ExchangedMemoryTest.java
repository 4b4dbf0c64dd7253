package org.kexshot.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;

/**
 * Sixteen frames, each filled with its own number before the jump. Frames 4 and 5 are exchanged
 * with 9 and 12; 6 was its own source; the list lies in frames 1 and 2.
 */
class ExchangedMemoryTest {
  private static final int FRAMES = 16;
  private static final long HEAD = 1 * Page.SIZE | 2;

  private static final PhysicalRange NOTHING_LENT = new PhysicalRange(0, 0);

  private byte[] bytes;
  private long missing = -1;

  @BeforeEach
  void jump() {
    bytes = new byte[FRAMES * Page.SIZE];
    for (int pfn = 0; pfn < FRAMES; pfn++) {
      Arrays.fill(bytes, pfn * Page.SIZE, (pfn + 1) * Page.SIZE, (byte) pfn);
    }
    exchange(4, 9);
    exchange(5, 12);
    entries(1, 4 * Page.SIZE | 1, 9 * Page.SIZE | 8, 2 * Page.SIZE | 2);
    entries(2, 12 * Page.SIZE | 8, 6 * Page.SIZE | 8, 4);
  }

  private void exchange(int a, int b) {
    byte[] page = Arrays.copyOfRange(bytes, a * Page.SIZE, (a + 1) * Page.SIZE);
    System.arraycopy(bytes, b * Page.SIZE, bytes, a * Page.SIZE, Page.SIZE);
    System.arraycopy(page, 0, bytes, b * Page.SIZE, Page.SIZE);
  }

  private void entries(int pfn, int... entries) {
    ByteBuffer page =
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(pfn * Page.SIZE);
    for (int entry : entries) {
      page.putInt(entry);
    }
  }

  private ResidentMemory now() {
    return new ResidentMemory(
        new PhysicalMemory() {
          @Override
          public List<PhysicalRange> ram() {
            return List.of(new PhysicalRange(0, FRAMES * Page.SIZE));
          }

          @Override
          public PageState state(long pfn) {
            if (pfn >= FRAMES) {
              return PageState.NOT_RAM;
            }
            return pfn == missing ? PageState.UNREADABLE : PageState.PRESENT;
          }

          @Override
          public void read(long address, byte[] into, int offset, int length) {
            System.arraycopy(bytes, (int) address, into, offset, length);
          }
        });
  }

  private ExchangedMemory asTheKernelSawIt() throws IOException {
    return new ExchangedMemory(
        now(), KexecPageList.read(now(), Architecture.I386, HEAD), NOTHING_LENT);
  }

  @Test
  void readsWhatTheKernelHadThere() throws IOException {
    byte[] read = new byte[5 * Page.SIZE];
    asTheKernelSawIt().read(3 * Page.SIZE, read, 0, 3 * Page.SIZE);
    for (int i = 0; i < 3 * Page.SIZE; i++) {
      assertThat(read[i]).as("byte 0x%x", 3 * Page.SIZE + i).isEqualTo((byte) (3 + i / Page.SIZE));
    }
  }

  @Test
  void bulkReadsCrossTheEdgesOfTheExchange() throws IOException {
    ByteBuffer into = ByteBuffer.allocate(3 * Page.SIZE);
    asTheKernelSawIt().read(3 * Page.SIZE + 100, into);
    assertThat(into.hasRemaining()).isFalse();
    for (int i = 0; i < 3 * Page.SIZE; i++) {
      assertThat(into.get(i)).isEqualTo((byte) (3 + (100 + i) / Page.SIZE));
    }
  }

  @Test
  void theImagesOwnFramesAreExcluded() throws IOException {
    ExchangedMemory memory = asTheKernelSawIt();
    for (int pfn = 0; pfn < FRAMES; pfn++) {
      boolean image = pfn == 9 || pfn == 12 || pfn == 6;
      assertThat(memory.state(pfn))
          .as("frame %d", pfn)
          .isEqualTo(image ? PageState.EXCLUDED : PageState.PRESENT);
      assertThat(memory.presentFrames().contains(pfn)).isEqualTo(!image);
    }
    assertThat(memory.state(FRAMES)).isEqualTo(PageState.NOT_RAM);
  }

  @Test
  void lentFramesAreExcluded() throws IOException {
    KexecPageList exchanged = KexecPageList.read(now(), Architecture.I386, HEAD);
    ExchangedMemory memory =
        new ExchangedMemory(now(), exchanged, new PhysicalRange(13 * Page.SIZE, 15 * Page.SIZE));
    for (int pfn = 0; pfn < FRAMES; pfn++) {
      boolean capture = pfn == 9 || pfn == 12 || pfn == 6 || pfn == 13 || pfn == 14;
      assertThat(memory.state(pfn))
          .as("frame %d", pfn)
          .isEqualTo(capture ? PageState.EXCLUDED : PageState.PRESENT);
      assertThat(memory.presentFrames().contains(pfn)).isEqualTo(!capture);
    }
  }

  @Test
  void whatLiesInAFrameThatCannotBeReadIsMissing() throws IOException {
    missing = 9;
    ExchangedMemory memory = asTheKernelSawIt();
    for (int pfn = 0; pfn < FRAMES; pfn++) {
      assertThat(memory.presentFrames().contains(pfn))
          .as("frame %d", pfn)
          .isEqualTo(memory.state(pfn) == PageState.PRESENT);
    }
    assertThat(memory.state(4)).isEqualTo(PageState.UNREADABLE);
  }

  @Test
  void aListOf64BitsIsReadToo() throws IOException {
    ByteBuffer list = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(1 * Page.SIZE);
    list.putLong(4 * Page.SIZE | 1)
        .putLong(9 * Page.SIZE | 8)
        .putLong(12 * Page.SIZE | 8)
        .putLong(6 * Page.SIZE | 8);
    list.putLong(4);
    KexecPageList exchanged = KexecPageList.read(now(), Architecture.X86_64, HEAD);
    assertThat(exchanged.imagePageCount()).isEqualTo(3);
    byte[] read = new byte[Page.SIZE];
    new ExchangedMemory(now(), exchanged, NOTHING_LENT).read(5 * Page.SIZE, read, 0, Page.SIZE);
    assertThat(read).containsOnly(5);
  }

  @Test
  void aListThatDoesNotEndIsRefused() {
    entries(2, 12 * Page.SIZE | 8, 1 * Page.SIZE | 2);
    assertThatThrownBy(this::asTheKernelSawIt)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("list of exchanged pages");
  }

  @Test
  void aListThatNamesNoRamIsRefused() {
    entries(2, 77 * Page.SIZE | 8, 4);
    assertThatThrownBy(this::asTheKernelSawIt)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0x4d");
  }
}
