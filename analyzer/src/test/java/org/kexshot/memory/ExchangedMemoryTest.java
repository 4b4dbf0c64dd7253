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
import org.kexshot.address.PhysicalRange;

/**
 * Sixteen frames, each filled with its own number before the jump. Frames 4 and 5 are exchanged
 * with 9 and 12; 6 was its own source; the list lies in frames 1 and 2.
 */
class ExchangedMemoryTest {
  private static final int PAGE = Architecture.PAGE_SIZE;
  private static final int FRAMES = 16;
  private static final long HEAD = 1 * PAGE | 2;

  private static final PhysicalRange NOTHING_LENT = new PhysicalRange(0, 0);

  private byte[] bytes;
  private long missing = -1;

  @BeforeEach
  void jump() {
    bytes = new byte[FRAMES * PAGE];
    for (int pfn = 0; pfn < FRAMES; pfn++) {
      Arrays.fill(bytes, pfn * PAGE, (pfn + 1) * PAGE, (byte) pfn);
    }
    exchange(4, 9);
    exchange(5, 12);
    entries(1, 4 * PAGE | 1, 9 * PAGE | 8, 2 * PAGE | 2);
    entries(2, 12 * PAGE | 8, 6 * PAGE | 8, 4);
  }

  private void exchange(int a, int b) {
    byte[] page = Arrays.copyOfRange(bytes, a * PAGE, (a + 1) * PAGE);
    System.arraycopy(bytes, b * PAGE, bytes, a * PAGE, PAGE);
    System.arraycopy(page, 0, bytes, b * PAGE, PAGE);
  }

  private void entries(int pfn, int... entries) {
    ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(pfn * PAGE);
    for (int entry : entries) {
      page.putInt(entry);
    }
  }

  private ResidentMemory now() {
    return new ResidentMemory(
        new PhysicalMemory() {
          @Override
          public List<PhysicalRange> ram() {
            return List.of(new PhysicalRange(0, FRAMES * PAGE));
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
    byte[] read = new byte[5 * PAGE];
    asTheKernelSawIt().read(3 * PAGE, read, 0, 3 * PAGE);
    for (int i = 0; i < 3 * PAGE; i++) {
      assertThat(read[i]).as("byte 0x%x", 3 * PAGE + i).isEqualTo((byte) (3 + i / PAGE));
    }
  }

  @Test
  void bulkReadsCrossTheEdgesOfTheExchange() throws IOException {
    ByteBuffer into = ByteBuffer.allocate(3 * PAGE);
    asTheKernelSawIt().read(3 * PAGE + 100, into);
    assertThat(into.hasRemaining()).isFalse();
    for (int i = 0; i < 3 * PAGE; i++) {
      assertThat(into.get(i)).isEqualTo((byte) (3 + (100 + i) / PAGE));
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
        new ExchangedMemory(now(), exchanged, new PhysicalRange(13 * PAGE, 15 * PAGE));
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
    ByteBuffer list = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(1 * PAGE);
    list.putLong(4 * PAGE | 1).putLong(9 * PAGE | 8).putLong(12 * PAGE | 8).putLong(6 * PAGE | 8);
    list.putLong(4);
    KexecPageList exchanged = KexecPageList.read(now(), Architecture.X86_64, HEAD);
    assertThat(exchanged.imagePageCount()).isEqualTo(3);
    byte[] read = new byte[PAGE];
    new ExchangedMemory(now(), exchanged, NOTHING_LENT).read(5 * PAGE, read, 0, PAGE);
    assertThat(read).containsOnly(5);
  }

  @Test
  void aListThatDoesNotEndIsRefused() {
    entries(2, 12 * PAGE | 8, 1 * PAGE | 2);
    assertThatThrownBy(this::asTheKernelSawIt)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("list of exchanged pages");
  }

  @Test
  void aListThatNamesNoRamIsRefused() {
    entries(2, 77 * PAGE | 8, 4);
    assertThatThrownBy(this::asTheKernelSawIt)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0x4d");
  }
}
