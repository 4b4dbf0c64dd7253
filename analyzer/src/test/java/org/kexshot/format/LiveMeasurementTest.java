package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveMeasurementTest {
  private static LiveMeasurement of(long sampled, long changed) {
    return new LiveMeasurement(
        Duration.ofMillis(2100), Duration.ofMillis(180), sampled, changed, 0, 0, 0, 0);
  }

  @Test
  void saysHowManyPagesChangedAndHowSureThatIs() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(of(4096, 127).words())
          .isEqualTo(
              "taken over 2.1 s while the system ran; about 3.1 % (2.6 to 3.7)"
                  + " of its pages changed meanwhile");
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Wilson's interval of 8 in 50 and of 0 in 20 as R's {@code binom.confint} gives them. */
  @Test
  void theIntervalIsWilsons() {
    assertThat(of(50, 8).leastShare()).isCloseTo(0.0834, within(1e-4));
    assertThat(of(50, 8).mostShare()).isCloseTo(0.2851, within(1e-4));
    assertThat(of(20, 0).leastShare()).isZero();
    assertThat(of(20, 0).mostShare()).isCloseTo(0.1611, within(1e-4));
    assertThat(of(20, 20).mostShare()).isEqualTo(1);
  }

  /** Of a thousand samples of pages one in a hundred of which changed. */
  @Test
  void theIntervalHasTheTrueShareNinetyFiveTimesInAHundred() {
    Random random = new Random(1);
    int right = 0;
    for (int trial = 0; trial < 1000; trial++) {
      long changed = random.doubles(4096).filter(page -> page < 0.01).count();
      LiveMeasurement reading = of(4096, changed);
      right += reading.leastShare() <= 0.01 && 0.01 <= reading.mostShare() ? 1 : 0;
    }
    assertThat(right).isBetween(930, 970);
  }

  @Test
  void withoutASampleNothingIsKnown() {
    LiveMeasurement reading = of(0, 0);
    assertThat(reading.leastShare()).isZero();
    assertThat(reading.mostShare()).isEqualTo(1);
    assertThat(reading.words()).endsWith("how many of its pages changed meanwhile is unknown");
  }
}
