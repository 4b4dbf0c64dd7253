package org.kexshot.diff.series.amount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final long UNKNOWN = -1;

  private static List<OptionalLong> values(long... values) {
    return Arrays.stream(values)
        .mapToObj(value -> value == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(value))
        .toList();
  }

  @Test
  void isGrowthInEveryStep() {
    assertThat(Growth.of(values(3, 5, 9))).contains(new Growth(0, 3, 3, 9));
    assertThat(Growth.of(values(3, 5, 5))).isEmpty();
    assertThat(Growth.of(values(3, 5, 4, 9))).isEmpty();
  }

  @Test
  void twoImagesTellNone() {
    assertThat(Growth.of(values(3, 5))).isEmpty();
    assertThat(Growth.of(values(3, UNKNOWN, 5))).isEmpty();
  }

  @Test
  void whatIsUnknownSaysNothingAgainstIt() {
    assertThat(Growth.of(values(3, UNKNOWN, 5, 6))).contains(new Growth(0, 3, 3, 6));
    assertThat(Growth.of(values(6, UNKNOWN, 5, 7))).isEmpty();
  }

  @Test
  void whatCameLaterMustGrowThreeTimes() {
    assertThat(Growth.of(values(0, 0, 0, 2, 3, 4))).contains(new Growth(2, 4, 0, 4));
    assertThat(Growth.of(values(0, 0, 0, 2, 3))).isEmpty();
    assertThat(Growth.of(values(0, 1, 2))).contains(new Growth(0, 3, 0, 2));
  }

  @Test
  void itsFactorIsOfWhatWasThereBefore() {
    assertThat(new Growth(0, 3, 10, 15).factor()).isEqualTo(0.5);
    assertThat(new Growth(0, 3, 0, 15).factor()).isEqualTo(15);
  }
}
