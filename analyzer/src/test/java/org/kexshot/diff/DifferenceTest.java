package org.kexshot.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.kind.Listing;

class DifferenceTest {
  private static Difference<String> between(List<String> first, List<String> second) {
    return Difference.between(
        new Listing<>(first, List.of()),
        new Listing<>(second, List.of("damaged")),
        text -> text.charAt(0),
        String::equals);
  }

  @Test
  void tellsWhatCameWentAndChanged() {
    Difference<String> difference = between(List.of("a1", "b1", "c1"), List.of("c1", "b2", "d1"));
    assertThat(difference.appeared()).containsExactly("d1");
    assertThat(difference.vanished()).containsExactly("a1");
    assertThat(difference.changed()).containsExactly(new Difference.Pair<>("b1", "b2"));
    assertThat(difference.problems()).containsExactly("second image: damaged");
  }

  @Test
  void pairsObjectsOfOneKeyInOrderAndReportsTheSurplus() {
    assertThat(between(List.of("a1", "a2"), List.of("a1")).vanished()).containsExactly("a2");
    assertThat(between(List.of("a1"), List.of("a1", "a2")).appeared()).containsExactly("a2");
    assertThat(between(List.of("a1", "a2"), List.of("a1", "a2")).isEmpty()).isTrue();
  }
}
