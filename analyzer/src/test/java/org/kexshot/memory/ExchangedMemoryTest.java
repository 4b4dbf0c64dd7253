package org.kexshot.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

/**
 * Sixteen frames, each filled with its own number before the jump. Frames 4 and 5 are exchanged
 * with 9 and 12; 6 was its own source; the list lies in frames 1 and 2.
 */
class ExchangedMemoryTest implements PhysicalMemoryContract {
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

  /**
   * The first run of the model's excluded frames is lent; of the others, which are the image's own,
   * every other one was exchanged with a frame that the kernel had.
   */
  @Override
  public PhysicalMemory open(MemoryModel model) throws IOException {
    PfnSet excluded = model.frames(PageState.EXCLUDED);
    long lentStart = excluded.nextIn(0);
    long lentEnd = excluded.nextOut(lentStart);
    Jumped now = new Jumped(model);
    FakePhysicalMemory list = new FakePhysicalMemory(model.endPfn() << Page.SHIFT);
    long at = 0;
    long destination = -1;
    boolean exchanging = false;
    for (long image = excluded.nextIn(lentEnd);
        image < excluded.end();
        image = excluded.nextIn(image + 1)) {
      exchanging = !exchanging;
      destination = exchanging ? excluded.nextOut(destination + 1) : destination;
      while (model.state(destination) == PageState.NOT_RAM) {
        destination = excluded.nextOut(destination + 1);
      }
      if (exchanging) {
        now.exchange(destination, image);
      }
      list.writeNumber(at, (exchanging ? destination : image) << Page.SHIFT | 1, 8);
      list.writeNumber(at + 8, image << Page.SHIFT | 8, 8);
      at += 16;
    }
    list.writeNumber(at, 4, 8);
    KexecPageList exchanged = KexecPageList.read(new ResidentMemory(list), Architecture.X86_64, 2);
    return new ExchangedMemory(
        new ResidentMemory(now),
        exchanged,
        new PhysicalRange(lentStart << Page.SHIFT, lentEnd << Page.SHIFT));
  }

  /** A model after the jump: what the capture kernel's pages were exchanged with lies elsewhere. */
  private static final class Jumped implements PhysicalMemory {
    private final MemoryModel before;
    private final Map<Long, Long> lying = new HashMap<>();

    Jumped(MemoryModel before) {
      this.before = before;
    }

    void exchange(long destination, long source) {
      lying.put(source, destination);
      lying.put(destination, source);
    }

    @Override
    public List<PhysicalRange> ram() {
      return before.ram();
    }

    /** The image's pages hold something, whatever it is. */
    @Override
    public PageState state(long pfn) {
      PageState state = before.state(lying.getOrDefault(pfn, pfn));
      return state == PageState.EXCLUDED ? PageState.PRESENT : state;
    }

    @Override
    public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        long address = physicalAddress + done;
        int chunk = Math.min(length - done, Page.SIZE - Page.offset(address));
        long pfn = address >>> Page.SHIFT;
        long old = lying.getOrDefault(pfn, pfn);
        if (state(pfn) != PageState.PRESENT) {
          throw new MemoryFault("physical", address, state(pfn), "in the test");
        }
        if (before.state(old) == PageState.EXCLUDED) {
          Arrays.fill(into, offset + done, offset + done + chunk, (byte) 0xee);
        } else {
          before.read((old << Page.SHIFT) + Page.offset(address), into, offset + done, chunk);
        }
        done += chunk;
      }
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

  /** Its pairs would be mixed up. */
  @Test
  void aListOfFramesThatArePastWhatItHoldsIsRefused() {
    FakePhysicalMemory list = new FakePhysicalMemory(1L << 45);
    list.writeNumber(0, 1L << 43 | 1, 8);
    list.writeNumber(8, 0x1000 | 8, 8);
    list.writeNumber(16, 4, 8);
    assertThatThrownBy(() -> KexecPageList.read(new ResidentMemory(list), Architecture.X86_64, 2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("frame 0x80000000 with 0x1;");
  }
}
