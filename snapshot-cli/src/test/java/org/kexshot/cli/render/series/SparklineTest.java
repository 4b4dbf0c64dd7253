package org.kexshot.cli.render.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SparklineTest {
  private static final String LETTERS = "01234567";

  @Test
  void goesFromTheLowestToTheHighest() {
    assertThat(
            Sparkline.of(
                List.of(OptionalLong.of(10), OptionalLong.of(24), OptionalLong.of(17)), LETTERS))
        .isEqualTo("074");
  }

  @Test
  void whatIsUnknownIsBlank() {
    assertThat(
            Sparkline.of(
                List.of(OptionalLong.of(5), OptionalLong.empty(), OptionalLong.of(5)), LETTERS))
        .isEqualTo("0 0");
  }

  @Test
  void theWholeRangeOfNumbersIsAllowed() {
    assertThat(
            Sparkline.of(
                List.of(OptionalLong.of(Long.MIN_VALUE), OptionalLong.of(Long.MAX_VALUE)), LETTERS))
        .isEqualTo("07");
  }
}
