package org.kexshot.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

class PageSampleTest {
  private static final int FRAMES = 20_000;

  /**
   * Pages of which each byte is 0, or 1 where they changed, and which count how often they are
   * read.
   */
  private static final class Pages implements PhysicalMemory {
    private final int[] reads = new int[FRAMES];
    private LongPredicate changed = pfn -> false;
    private LongPredicate unreadable = pfn -> false;

    @Override
    public List<PhysicalRange> ram() {
      return List.of(new PhysicalRange(0, (long) FRAMES << 12));
    }

    @Override
    public PageState state(long pfn) {
      return PageState.PRESENT;
    }

    @Override
    public void read(long physicalAddress, byte[] into, int offset, int length) throws MemoryFault {
      long pfn = physicalAddress >>> 12;
      if (unreadable.test(pfn)) {
        throw new MemoryFault("physical", physicalAddress, PageState.UNREADABLE, "gone");
      }
      reads[(int) pfn]++;
      into[offset + 100] = (byte) (changed.test(pfn) ? 1 : 0);
    }
  }

  private static PfnSet odd() {
    PfnSet frames = new PfnSet(FRAMES);
    for (int pfn = 1; pfn < FRAMES; pfn += 2) {
      frames.add(pfn);
    }
    return frames;
  }

  @Test
  void drawsFramesOfTheSetEachOnce() throws IOException {
    Pages pages = new Pages();
    PageSample.take(pages, odd(), new Random(1));
    int drawn = 0;
    for (int pfn = 0; pfn < FRAMES; pfn++) {
      assertThat(pages.reads[pfn]).as("frame %d", pfn).isBetween(0, pfn % 2);
      drawn += pages.reads[pfn];
    }
    assertThat(drawn).isEqualTo(PageSample.SIZE);
  }

  /** In 100 samples of 4,096 in 10,000 a frame is expected 41 times, with a deviation of 5. */
  @Test
  void eachFrameIsAsLikelyAsAnyOther() throws IOException {
    Pages pages = new Pages();
    PfnSet frames = odd();
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      PageSample.take(pages, frames, random);
    }
    for (int pfn = 1; pfn < FRAMES; pfn += 2) {
      assertThat(pages.reads[pfn]).as("frame %d", pfn).isBetween(41 - 27, 41 + 27);
    }
  }

  @Test
  void tellsTheShareOfChangedPages() throws IOException {
    Pages pages = new Pages();
    PageSample sample = PageSample.take(pages, odd(), new Random(3));
    pages.changed = pfn -> pfn % 20 == 1;
    PageSample.Outcome outcome = sample.compare();
    assertThat(outcome.sampled()).isEqualTo(PageSample.SIZE);
    assertThat((double) outcome.changed() / outcome.sampled()).isCloseTo(0.1, within(0.02));
  }

  @Test
  void ofFewFramesAllAreTakenAndThoseThatCannotBeReadAreNot() throws IOException {
    Pages pages = new Pages();
    PfnSet few = odd().below(200);
    pages.unreadable = pfn -> pfn < 50;
    PageSample sample = PageSample.take(pages, few, new Random(4));
    pages.unreadable = pfn -> pfn >= 150;
    pages.changed = pfn -> pfn == 51;
    assertThat(sample.compare()).isEqualTo(new PageSample.Outcome(50, 1));
    assertThat(PageSample.take(pages, new PfnSet(9), new Random(5)).compare())
        .isEqualTo(new PageSample.Outcome(0, 0));
  }
}
