package org.kexshot.diff.series.amount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NumberTrackTest {
  private final NumberTrack track = new NumberTrack();

  @Test
  void tellsItsValueInEachImage() {
    track.set(0, 7);
    track.set(1, 7);
    track.unknown(2);
    track.set(3, 9);
    assertThat(track.values(5))
        .containsExactly(
            OptionalLong.of(7),
            OptionalLong.of(7),
            OptionalLong.empty(),
            OptionalLong.of(9),
            OptionalLong.of(9));
    assertThat(track.changed()).isTrue();
  }

  @Test
  void theLastWordOnAnImageCounts() {
    track.set(0, 0);
    track.set(0, 5);
    track.set(1, 6);
    track.set(1, 5);
    assertThat(track.values(2)).containsExactly(OptionalLong.of(5), OptionalLong.of(5));
    assertThat(track.changed()).isFalse();
  }

  @Test
  void thatItWasUnknownIsNoChange() {
    track.unknown(0);
    track.set(1, 5);
    track.unknown(2);
    track.set(3, 5);
    assertThat(track.changed()).isFalse();
    NumberTrack other = track.copy();
    other.set(4, 6);
    assertThat(other.changed()).isTrue();
    assertThat(track.changed()).isFalse();
  }
}
