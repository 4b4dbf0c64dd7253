package org.kexshot.store.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearNamesTest {
  @ParameterizedTest
  @CsvSource({
    "read, read, 0",
    "raed, read, 1",
    "rad, read, 1",
    "readd, read, 1",
    "reed, read, 1",
    "kitten, sitting, 3",
    "'', read, 4",
    "ca, abc, 3"
  })
  void distanceIsThatOfTypingErrors(String one, String other, int expected) {
    assertThat(NearNames.distance(one, other)).isEqualTo(expected);
    assertThat(NearNames.distance(other, one)).isEqualTo(expected);
  }

  @Test
  void theNearestComeFirstAndTheFarNotAtAll() {
    List<String> names = List.of("after", "Before", "before-2", "befog", "before-2", "x");
    assertThat(NearNames.of("befor", names)).containsExactly("Before", "befog");
    assertThat(NearNames.of("before2", names)).containsExactly("Before", "before-2");
    assertThat(NearNames.of("nothing", names)).isEmpty();
    assertThat(NearNames.of("y", List.of("abc"))).isEmpty();
  }
}
