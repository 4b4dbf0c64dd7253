package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;

class LentMemoryTest {
  private static final long PAGE = 2 << 20;
  private static final long LIMIT = 1L << 32;

  /** Huge pages at these multiples of their size, the first one page 0 of the shared memory. */
  private static Map<Long, Integer> pagesAt(long... numbers) {
    Map<Long, Integer> pages = new HashMap<>();
    for (int i = 0; i < numbers.length; i++) {
      pages.put(numbers[i] * PAGE, i);
    }
    return pages;
  }

  private static Optional<PhysicalRange> found(
      Map<Long, Integer> pages, int wanted, long alignment, long limit) {
    return LentMemory.inOnePiece(pages, wanted, PAGE, alignment, limit);
  }

  @Test
  void findsPagesThatFollowOneAnotherInWhateverOrderTheyCame() {
    assertThat(found(pagesAt(40, 33, 20, 31, 22, 32, 30), 4, PAGE, LIMIT))
        .contains(new PhysicalRange(30 * PAGE, 34 * PAGE));
  }

  @Test
  void aGapIsNoPiece() {
    assertThat(found(pagesAt(30, 31, 33, 34), 3, PAGE, LIMIT)).isEmpty();
    assertThat(found(pagesAt(), 1, PAGE, LIMIT)).isEmpty();
  }

  @Test
  void beginsWhereTheKernelMayBeLoaded() {
    assertThat(found(pagesAt(30, 31, 32, 33, 34), 3, 8 * PAGE, LIMIT))
        .contains(new PhysicalRange(32 * PAGE, 35 * PAGE));
  }

  @Test
  void endsBelowTheLimitAndLeavesTheLowest16MiBAlone() {
    assertThat(found(pagesAt(30, 31, 32), 3, PAGE, 33 * PAGE)).isPresent();
    assertThat(found(pagesAt(30, 31, 32), 3, PAGE, 33 * PAGE - 1)).isEmpty();
    assertThat(found(pagesAt(7, 8, 9), 2, PAGE, LIMIT))
        .contains(new PhysicalRange(8 * PAGE, 10 * PAGE));
  }
}
