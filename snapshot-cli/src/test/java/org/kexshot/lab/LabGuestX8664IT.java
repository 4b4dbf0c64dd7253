package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LabGuestX8664IT extends LabGuestSuite {
  LabGuestX8664IT() {
    super(GuestArchitecture.X86_64);
  }

  @Override
  GuestSettings settings(GuestSettings settings) {
    return settings.withLowMemoryMiB(512);
  }

  @Test
  void halfOfItsMemoryLiesAbove4GiB() throws IOException {
    assertThat(guest().shell().run("grep 'System RAM' /proc/iomem"))
        .contains("100000000-11fffffff : System RAM");
  }
}
