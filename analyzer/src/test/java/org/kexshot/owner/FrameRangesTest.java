package org.kexshot.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FrameRangesTest {
  record Range(long start, long length, int owner) {}

  @Provide
  Arbitrary<Range> ranges() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 200),
            Arbitraries.longs().between(0, 30),
            Arbitraries.integers().between(0, 3))
        .as(Range::new);
  }

  @Property
  void theFirstRangeAddedWins(@ForAll List<@From("ranges") Range> ranges) {
    FrameRanges.Builder builder = new FrameRanges.Builder();
    Map<Long, FrameOwner> plain = new HashMap<>();
    for (Range range : ranges) {
      FrameOwner owner = FrameOwner.of(OwnerKind.MODULE, "m" + range.owner());
      builder.add(range.start(), range.start() + range.length(), owner);
      for (long pfn = range.start(); pfn < range.start() + range.length(); pfn++) {
        plain.putIfAbsent(pfn, owner);
      }
    }
    FrameRanges built = builder.build();
    for (long pfn = 0; pfn < 240; pfn++) {
      assertThat(built.find(pfn)).as("frame %d", pfn).isEqualTo(plain.get(pfn));
      for (long alike = pfn + 1; alike < Math.min(240, built.runEnd(pfn)); alike++) {
        assertThat(plain.get(alike)).as("frames %d and %d", pfn, alike).isEqualTo(plain.get(pfn));
      }
    }
    assertThat(built.runEnd(240)).isEqualTo(Long.MAX_VALUE);
  }

  /** Frames of one range lie one behind the other; ranges may, and may not. */
  @Property
  void aFrameHasItsPlaceInItsOwner(
      @ForAll List<@From("ranges") Range> ranges, @ForAll boolean inOneLine) {
    FrameRanges.Builder builder = new FrameRanges.Builder();
    Map<Long, Long> plain = new HashMap<>();
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      long place = (inOneLine ? 1L << 40 : (long) i + 1 << 40) + (range.start() << 12);
      builder.add(
          range.start(),
          range.start() + range.length(),
          FrameOwner.of(OwnerKind.VMALLOC, "v" + range.owner()),
          place);
      for (long k = 0; k < range.length(); k++) {
        plain.putIfAbsent(range.start() + k, place + (k << 12));
      }
    }
    FrameRanges built = builder.build();
    for (long pfn = 0; pfn < 240; pfn++) {
      FrameOwner found = built.find(pfn);
      assertThat(found == null ? null : (Long) found.place())
          .as("frame %d", pfn)
          .isEqualTo(plain.get(pfn));
    }
  }
}
