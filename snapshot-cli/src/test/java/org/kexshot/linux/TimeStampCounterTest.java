package org.kexshot.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TimeStampCounterTest {
  private static final String PLAIN = "flags\t\t: fpu de pse tsc msr\n";
  private static final String INVARIANT = "flags\t\t: fpu tsc constant_tsc nonstop_tsc msr\n";

  @Test
  void theKernelsOwnClockIsBelieved() {
    assertThat(TimeStampCounter.doubt("tsc\n", "tsc acpi_pm \n", PLAIN)).isEmpty();
  }

  @Test
  void aCounterThatNeverStopsIsBelievedBesideAnotherClock() {
    assertThat(TimeStampCounter.doubt("kvm-clock\n", "kvm-clock tsc acpi_pm \n", INVARIANT))
        .isEmpty();
    assertThat(TimeStampCounter.doubt("kvm-clock\n", "kvm-clock tsc acpi_pm \n", PLAIN).get())
        .contains("kvm-clock", "never stops");
  }

  @Test
  void aCounterThatTheKernelDropsIsNot() {
    assertThat(TimeStampCounter.doubt("hpet\n", "hpet acpi_pm \n", INVARIANT).get())
        .contains("(hpet acpi_pm)");
    assertThat(
            TimeStampCounter.doubt(
                "hyperv_clocksource_tsc_page\n", "hyperv_clocksource_tsc_page \n", INVARIANT))
        .isPresent();
  }

  @Test
  void countsCycles() throws IOException, InterruptedException {
    TimeStampCounter counter;
    try {
      counter = TimeStampCounter.open();
    } catch (IOException e) {
      abort(e.getMessage());
      return;
    }
    try (counter) {
      long first = counter.read();
      Thread.sleep(10);
      long second = counter.read();
      assertThat(second - first).as("cycles in 10 ms").isGreaterThan(5_000_000);
    }
  }
}
