package org.kexshot.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PhysicalRangeTest {
  @Property(tries = 200)
  void aUnionCoversWhatItsRangesDoOnce(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 60) Integer> starts) {
    List<PhysicalRange> ranges = new ArrayList<>();
    BitSet covered = new BitSet();
    for (int i = 0; i < starts.size(); i++) {
      int length = 1 + i % 5;
      ranges.add(PhysicalRange.ofLength(starts.get(i), length));
      covered.set(starts.get(i), starts.get(i) + length);
    }
    List<PhysicalRange> expected = new ArrayList<>();
    for (int at = covered.nextSetBit(0); at >= 0; ) {
      int end = covered.nextClearBit(at);
      expected.add(new PhysicalRange(at, end));
      at = covered.nextSetBit(end);
    }
    assertThat(PhysicalRange.union(ranges)).isEqualTo(expected);
  }
}
