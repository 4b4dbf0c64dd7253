package org.kexshot.diff.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.DumpFormatException;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

class MemoryComparisonTest {
  /** Two pages, of which the second is found corrupt when it is read. */
  private static final class HalfCorrupt implements PhysicalMemory {
    @Override
    public List<PhysicalRange> ram() {
      return List.of(new PhysicalRange(0, 2 << 12));
    }

    @Override
    public PageState state(long pfn) {
      return pfn < 2 ? PageState.PRESENT : PageState.NOT_RAM;
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) throws IOException {
      if (address + length > 1 << 12) {
        throw new DumpFormatException("a.dump", 7, "corrupt");
      }
    }
  }

  @Test
  void aCorruptPageIsOneThatCannotBeReadAndEndsNothing() throws IOException {
    FakePhysicalMemory other = new FakePhysicalMemory(2 << 12);
    other.write(0, new byte[2 << 12]);
    List<String> runs = new ArrayList<>();
    new MemoryComparison(new HalfCorrupt(), other)
        .forEachRun((change, frame, count) -> runs.add("%s %d+%d".formatted(change, frame, count)));
    assertThat(runs).containsExactly("SAME 0+1", "UNKNOWN 1+1");
  }

  /** Blocks are compared at once; each page is told apart all the same. */
  @Test
  void eachPageOfManyIsComparedWhateverIsBesideIt() throws IOException {
    int pages = 5000;
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      FakePhysicalMemory first = new FakePhysicalMemory((long) pages << 12);
      FakePhysicalMemory second = new FakePhysicalMemory((long) pages << 12);
      // Some blocks have all that can befall a page, some nothing.
      int rarity = 1 << random.nextInt(9);
      List<PageChange> expected = new ArrayList<>();
      for (int pfn = 0; pfn < pages; pfn++) {
        boolean inFirst = random.nextInt(4 * rarity) != 0;
        boolean inSecond = random.nextInt(4 * rarity) != 0;
        boolean equal = random.nextInt(2 * rarity) != 0;
        boolean damaged = inSecond && random.nextInt(8 * rarity) == 0;
        byte[] page = new byte[1 << 12];
        random.nextBytes(page);
        if (inFirst) {
          first.write((long) pfn << 12, page);
        }
        if (!equal) {
          page[random.nextInt(page.length)]++;
        }
        if (inSecond) {
          second.write((long) pfn << 12, page);
        }
        if (damaged) {
          second.damage(pfn);
        }
        expected.add(
            PageChange.of(
                inFirst ? PageState.PRESENT : PageState.EXCLUDED,
                damaged ? PageState.UNREADABLE : inSecond ? PageState.PRESENT : PageState.EXCLUDED,
                equal));
      }
      List<PageChange> found = new ArrayList<>();
      new MemoryComparison(first, second, 1 + (int) seed % 4)
          .forEachRun(
              (change, frame, count) -> {
                assertThat(frame).isEqualTo(found.size());
                found.addAll(Collections.nCopies((int) count, change));
              });
      assertThat(found).isEqualTo(expected);
    }
  }

  /** Runs do not end where a thread's part does, and come to the thread that asked, in order. */
  @Test
  void threadsFindWhatOneFinds() throws IOException {
    int pages = 5000;
    FakePhysicalMemory first = new FakePhysicalMemory((long) pages << 12);
    FakePhysicalMemory second = new FakePhysicalMemory((long) pages << 12);
    first.write(0, new byte[pages << 12]);
    second.write(0, new byte[pages << 12]);
    second.write(4000L << 12, new byte[] {1});
    Thread asked = Thread.currentThread();
    for (int threads = 1; threads <= 5; threads++) {
      List<String> runs = new ArrayList<>();
      new MemoryComparison(first, second, threads)
          .forEachRun(
              (change, frame, count) -> {
                assertThat(Thread.currentThread()).isSameAs(asked);
                runs.add("%s %d+%d".formatted(change, frame, count));
              });
      assertThat(runs).containsExactly("SAME 0+4000", "CHANGED 4000+1", "SAME 4001+999");
    }
  }

  /** A file that fails, and whoever takes the runs, end the comparison and its threads. */
  @Test
  void aFailureEndsAllThreads() throws InterruptedException {
    FakePhysicalMemory first = new FakePhysicalMemory(20_000L << 12);
    for (int page = 0; page < 20_000; page += 100) {
      first.write((long) page << 12, new byte[] {1});
    }
    PhysicalMemory failing =
        new PhysicalMemory() {
          @Override
          public List<PhysicalRange> ram() {
            return first.ram();
          }

          @Override
          public PageState state(long pfn) {
            return first.state(pfn);
          }

          @Override
          public void read(long address, byte[] into, int offset, int length) throws IOException {
            throw new IOException("the disk is gone");
          }
        };
    assertThatThrownBy(
            () -> new MemoryComparison(first, failing, 3).forEachRun((change, frame, count) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is gone");
    assertThatThrownBy(
            () ->
                new MemoryComparison(first, first, 3)
                    .forEachRun(
                        (change, frame, count) -> {
                          throw new IOException("no room for the result");
                        }))
        .hasMessage("no room for the result");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("comparison")) {
        // A pool has ended a moment before its last thread has.
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  /** What a file claims beyond its end, and what is a hole, was gone through page by page. */
  @Test
  void whatNobodyHasOrIsKnownToBeZeroIsNotReadFrameByFrame() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          List<String> runs = new ArrayList<>();
          new MemoryComparison(new Claimed(1L << 40), new Claimed(1L << 39))
              .forEachRun(
                  (change, frame, count) ->
                      runs.add("%s 0x%x+0x%x".formatted(change, frame, count)));
          assertThat(runs)
              .containsExactly(
                  "SAME 0x0+0x8000000000",
                  "VANISHED 0x8000000000+0x1",
                  "UNKNOWN 0x8000000001+0x7fffffffff");
        });
  }

  /** Zeros, then one frame more that must be read, then frames that are not in the file. */
  private record Claimed(long frames) implements PhysicalMemory {
    @Override
    public List<PhysicalRange> ram() {
      return List.of(new PhysicalRange(0, frames << 12));
    }

    @Override
    public PageState state(long pfn) {
      return pfn >= frames
          ? PageState.NOT_RAM
          : pfn <= 1L << 39 ? PageState.PRESENT : PageState.UNREADABLE;
    }

    @Override
    public PfnSet presentFrames() {
      PfnSet present = new PfnSet(frames);
      present.addRange(0, Math.min(frames, (1L << 39) + 1));
      return present;
    }

    @Override
    public PfnSet unreadableFrames() {
      PfnSet unreadable = new PfnSet(frames);
      unreadable.addRange((1L << 39) + 1, frames);
      return unreadable;
    }

    @Override
    public PfnSet zeroFrames() {
      PfnSet zero = new PfnSet(frames);
      zero.addRange(0, 1L << 39);
      return zero;
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) {
      assertThat(address).isEqualTo(1L << 51);
    }
  }
}
