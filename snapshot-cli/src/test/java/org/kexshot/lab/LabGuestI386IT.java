package org.kexshot.lab;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabGuestI386IT extends LabGuestSuite {
  LabGuestI386IT() {
    super(GuestArchitecture.I386);
  }

  @Test
  void followsAPciDeviceThatComesAndGoes() throws IOException {
    plug("nvme", Map.of());
    assertAppears("nvme-plugged");
    unplug("nvme");
    assertGoes("nvme-plugged");
  }
}
