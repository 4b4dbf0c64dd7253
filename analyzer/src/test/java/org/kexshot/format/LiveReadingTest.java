package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveReadingTest {
  @Test
  void saysWhatIsKnown() {
    LiveMeasurement measured =
        new LiveMeasurement(Duration.ofMillis(2100), Duration.ofMillis(180), 4096, 127, 0, 0, 0, 0);
    assertThat(LiveReading.of(measured).words())
        .startsWith("not of one instant: taken over 2.1 s while the system ran; about 3.1 %");
    assertThat(LiveReading.UNMEASURED.words())
        .isEqualTo(
            "not of one instant: taken while the system ran; how much of it changed meanwhile is"
                + " unknown");
  }
}
