package org.kexshot.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PfnSetTest {
  private static final int END = 600_000;

  /** In stretches: some shelves of 2 TiB. */
  private static final int LARGE_END = 7000;

  /** What a list of random ranges, added and removed in turn, leaves: BitSet says the same. */
  @Property(tries = 100)
  void addsAndRemovesAsABitSetDoes(
      @ForAll @Size(max = 12) List<@IntRange(max = END - 1) Integer> borders) {
    compareWithBitSet(borders, END, 1);
  }

  /** The same of ranges of whole chunks and shelves, a bit of the reference for each chunk. */
  @Property(tries = 100)
  void soItDoesWithLargeRanges(
      @ForAll @Size(max = 12) List<@IntRange(max = LARGE_END - 1) Integer> borders) {
    compareWithBitSet(borders, LARGE_END, PfnSet.STRETCH);
  }

  private static void compareWithBitSet(List<Integer> borders, int end, long scale) {
    PfnSet set = new PfnSet(end * scale);
    BitSet reference = new BitSet(end);
    for (int i = 0; i + 1 < borders.size(); i++) {
      int from = Math.min(borders.get(i), borders.get(i + 1));
      int to = Math.max(borders.get(i), borders.get(i + 1));
      if (i % 3 == 2) {
        int before = reference.cardinality();
        reference.clear(from, to);
        assertThat(set.removeRange(from * scale, to * scale))
            .isEqualTo((before - reference.cardinality()) * scale);
      } else {
        reference.set(from, to);
        set.addRange(from * scale, to * scale);
      }
    }
    assertThat(set.count()).isEqualTo(reference.cardinality() * scale);
    for (int border : borders) {
      long at = border * scale;
      PfnSet below = set.below(at);
      assertThat(below.end()).isEqualTo(at);
      assertThat(below.count()).isEqualTo(reference.get(0, border).cardinality() * scale);
      assertThat(set.contains(at)).isEqualTo(reference.get(border));
      int in = reference.nextSetBit(border);
      assertThat(set.nextIn(at)).isEqualTo((in < 0 ? end : in) * scale);
      long near = in < 0 ? Long.MAX_VALUE : in * scale;
      assertThat(set.nextIn(at, at + 100)).isEqualTo(Math.min(near, at + 100));
      long out = Math.min(end, reference.nextClearBit(border)) * scale;
      assertThat(set.nextOut(at)).isEqualTo(out);
      assertThat(set.nextOut(at, at + 100)).isEqualTo(Math.min(out, at + 100));
      int after = (int) (set.after(at, 1000 * scale) / scale);
      assertThat(reference.get(border, after).cardinality())
          .isEqualTo(Math.min(1000, reference.get(border, end).cardinality()));
      assertThat(after == end || reference.get(after)).isTrue();
    }
    PfnSet copy = set.copy();
    assertThat(copy).isEqualTo(set).hasSameHashCodeAs(set);
    if (!copy.remove(end * scale / 2)) {
      copy.add(end * scale / 2);
    }
    assertThat(copy).isNotEqualTo(set);
  }

  @Test
  void aCopyChangesOnItsOwn() {
    PfnSet set = new PfnSet(1 << 20);
    set.addRange(0, 1 << 20);
    PfnSet copy = set.copy();
    copy.remove(300_000);
    assertThat(set.contains(300_000)).isTrue();
    assertThat(copy.count()).isEqualTo((1 << 20) - 1);
    assertThat(set.count()).isEqualTo(1 << 20);
  }

  @Test
  void whatIsSaidOfAllOfTheAddressSpaceCostsLittle() {
    ThreadMXBean allocation = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = allocation.getCurrentThreadAllocatedBytes();
    PfnSet set = new PfnSet(1L << 40);
    set.add((1L << 40) - 1);
    assertThat(set.nextIn(0)).isEqualTo((1L << 40) - 1);
    assertThat(set.count()).isEqualTo(1);
    set.addRange(5, 1L << 40);
    assertThat(set.count()).isEqualTo((1L << 40) - 5);
    assertThat(allocation.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 18);
  }

  /** Each thread has a chunk of its own, all on the same new shelf. */
  @RepeatedTest(50)
  void severalThreadsWriteToDifferentStretches() throws Exception {
    int threads = 4;
    PfnSet set = new PfnSet(threads * PfnSet.STRETCH);
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> writes = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long first = i * PfnSet.STRETCH + 7;
        writes.add(
            executor.submit(
                () -> {
                  start.await();
                  set.addRange(first, first + 100);
                  return null;
                }));
      }
      for (Future<?> write : writes) {
        write.get();
      }
    } finally {
      executor.shutdown();
    }
    assertThat(set.count()).isEqualTo(threads * 100);
  }

  @Test
  void bitsBeyondTheEndAreDropped() {
    PfnSet set = new PfnSet(70);
    set.setWord(1, -1L);
    assertThat(set.count()).isEqualTo(6);
    assertThat(set.nextOut(64)).isEqualTo(70);
  }

  @Test
  void refusesAFrameBeyondTheEnd() {
    PfnSet set = new PfnSet(64);
    assertThatThrownBy(() -> set.add(64)).hasMessageContaining("0x40");
  }

  @Test
  void allOfTheAddressSpaceIsRemovedInAMoment() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          PfnSet all = new PfnSet(1L << 40);
          all.addRange(0, 1L << 40);
          PfnSet most = new PfnSet(1L << 40);
          most.addRange(3, (1L << 40) - 5);
          all.removeAll(most);
          assertThat(all.count()).isEqualTo(8);
        });
  }
}
