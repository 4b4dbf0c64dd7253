package org.kexshot.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PfnSetTest {
  private static final int END = 600_000;

  /** What a list of random ranges, added and removed in turn, leaves: BitSet says the same. */
  @Property(tries = 100)
  void addsAndRemovesAsABitSetDoes(
      @ForAll @Size(max = 12) List<@IntRange(max = END - 1) Integer> borders) {
    PfnSet set = new PfnSet(END);
    BitSet reference = new BitSet(END);
    for (int i = 0; i + 1 < borders.size(); i++) {
      int from = Math.min(borders.get(i), borders.get(i + 1));
      int to = Math.max(borders.get(i), borders.get(i + 1));
      if (i % 3 == 2) {
        int before = reference.cardinality();
        reference.clear(from, to);
        assertThat(set.removeRange(from, to)).isEqualTo(before - reference.cardinality());
      } else {
        reference.set(from, to);
        set.addRange(from, to);
      }
    }
    assertThat(set.count()).isEqualTo(reference.cardinality());
    for (int border : borders) {
      PfnSet below = set.below(border);
      assertThat(below.end()).isEqualTo(border);
      assertThat(below.count()).isEqualTo(reference.get(0, border).cardinality());
      assertThat(set.contains(border)).isEqualTo(reference.get(border));
      int in = reference.nextSetBit(border);
      assertThat(set.nextIn(border)).isEqualTo(in < 0 ? END : in);
      int out = Math.min(END, reference.nextClearBit(border));
      assertThat(set.nextOut(border)).isEqualTo(out);
      assertThat(set.nextOut(border, border + 100)).isEqualTo(Math.min(out, border + 100));
      long after = set.after(border, 1000);
      assertThat(reference.get(border, (int) after).cardinality())
          .isEqualTo(Math.min(1000, reference.get(border, END).cardinality()));
      assertThat(after == END || reference.get((int) after)).isTrue();
    }
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
  void aFrameAtTheTopOfTheAddressSpaceCostsNoMore() {
    PfnSet set = new PfnSet(1L << 40);
    set.add((1L << 40) - 1);
    assertThat(set.nextIn(0)).isEqualTo((1L << 40) - 1);
    assertThat(set.count()).isEqualTo(1);
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
}
