package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;

/** Half of the memory lies above 4 GiB. */
class RoundTripX8664IT extends RoundTripSuite {
  RoundTripX8664IT() {
    super(GuestArchitecture.X86_64);
  }

  @Override
  GuestSettings settings(GuestSettings settings) {
    return settings.withLowMemoryMiB(512);
  }

  /** On i386 it is {@code run} that compares in the guest. */
  @Test
  @Order(5)
  void theComparisonNamesWhatTheScenarioDid() throws IOException {
    guest.serveCommands();
    guest.succeed("index update --compare");
    assertThat(guest.succeed("search 'kind:change object:module'")).contains("dummy");
    String text = guest.succeed("diff before after");
    System.out.println(text);
    assertThat(text).contains("dummy", "sleep 99999", "7077", "kernel.panic");
    assertThat(guest.succeed("search 'module:dummy OR 7077 OR 99999'"))
        .contains("after", "dummy", "7077", "99999")
        .doesNotContain("before");
  }

  @Test
  @Order(7)
  void theThirdSnapshotByTheCaptureKernelIsOfOneInstant() throws IOException {
    requireNoBoot(requireOneInstant("kernel"));
  }
}
