package org.kexshot.diff.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DifferingRangesTest {
  private static List<String> ranges(byte[] first, int a, byte[] second, int b, int length)
      throws IOException {
    List<String> found = new ArrayList<>();
    DifferingRanges.visit(
        first, a, second, b, length, (start, end) -> found.add(start + "-" + end));
    return found;
  }

  /** Byte by byte, which is slow and cannot be wrong. */
  private static List<String> naive(byte[] first, int a, byte[] second, int b, int length) {
    List<String> found = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= length; i++) {
      boolean differs = i < length && first[a + i] != second[b + i];
      if (differs && start < 0) {
        start = i;
      } else if (!differs && start >= 0) {
        found.add(start + "-" + i);
        start = -1;
      }
    }
    return found;
  }

  @Property
  void theyAreThoseThatAByteLoopFinds(
      @ForAll @Size(max = 40) List<@IntRange(max = 99) Integer> changed,
      @ForAll @IntRange(max = 16) int firstAt,
      @ForAll @IntRange(max = 16) int secondAt,
      @ForAll @IntRange(max = 100) int length)
      throws IOException {
    byte[] first = new byte[120];
    byte[] second = new byte[120];
    for (int at : changed) {
      second[secondAt + at]++;
    }
    assertThat(ranges(first, firstAt, second, secondAt, length))
        .isEqualTo(naive(first, firstAt, second, secondAt, length));
  }

  @Example
  void equalPagesHaveNone() throws IOException {
    assertThat(ranges(new byte[4096], 0, new byte[4096], 0, 4096)).isEmpty();
  }
}
