package org.kexshot.kexec.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockSignalTest {
  private static final ClockSignal SIGNAL =
      new ClockSignal(1_000, Instant.parse("2026-11-29T01:00:00.5Z"), 0.5);

  private static byte[] bytes(Optional<ClockSignal> signal) {
    ByteBuffer encoded = ClockSignal.encode(signal);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  @Test
  void isWhatWasSent() {
    assertThat(ClockSignal.decode(bytes(Optional.of(SIGNAL)))).contains(SIGNAL);
    assertThat(ClockSignal.decode(bytes(Optional.empty()))).isEmpty();
  }

  @Test
  void theClockGoesOnByTheCounter() {
    assertThat(SIGNAL.at(2_000_001_000L)).isEqualTo(Instant.parse("2026-11-29T01:00:01.5Z"));
    assertThat(SIGNAL.between(0, 4)).isEqualTo(Duration.ofNanos(2));
  }
}
