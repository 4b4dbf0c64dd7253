package org.kexshot.kexec.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;

class E820Test {
  private static E820.Entry entry(long start, long end, E820.Kind kind) {
    return new E820.Entry(new PhysicalRange(start, end), kind);
  }

  /** A machine's firmware tells of hundreds of small ranges side by side. */
  @Test
  void neighboursOfOneKindBecomeOne() throws IOException {
    List<E820.Entry> pieces =
        IntStream.range(0, 300)
            .mapToObj(i -> entry(0x1000L * i, 0x1000L * (i + 1), E820.Kind.RESERVED))
            .toList();
    assertThat(E820.of(pieces).entries())
        .containsExactly(entry(0, 0x1000 * 300, E820.Kind.RESERVED));
  }

  @Test
  void neighboursOfDifferentKindsAndGapsStay() throws IOException {
    List<E820.Entry> entries =
        List.of(
            entry(0, 0x1000, E820.Kind.RAM),
            entry(0x1000, 0x2000, E820.Kind.RESERVED),
            entry(0x3000, 0x4000, E820.Kind.RESERVED));
    assertThat(E820.of(List.of(entries.get(2), entries.get(0), entries.get(1))).entries())
        .isEqualTo(entries);
  }

  @Test
  void moreThanFitAreRefusedInWords() {
    List<E820.Entry> apart =
        IntStream.range(0, 129)
            .mapToObj(i -> entry(0x2000L * i, 0x2000L * i + 0x1000, E820.Kind.RESERVED))
            .toList();
    assertThatThrownBy(() -> E820.of(apart))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("129 ranges")
        .hasMessageContaining("room for 128");
  }
}
