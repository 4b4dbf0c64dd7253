package org.kexshot.kexec.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ClockReadingTest {
  /** Counts by a thousand, but once by ten, as where no interrupt comes between two reads. */
  @Test
  void theReadingThatTookLeastIsTaken() {
    LongSupplier counter =
        new LongSupplier() {
          private int reads;
          private long count;

          @Override
          public long getAsLong() {
            count += reads++ == 7 ? 10 : 1_000;
            return count;
          }
        };
    ClockReading reading = ClockReading.take(counter);
    assertThat(reading.width()).isEqualTo(10);
    assertThat(reading.counter()).isEqualTo(7_005);
  }
}
