package org.kexshot.physical;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.GuestArchitecture;

class PhysicalModeI386IT extends PhysicalModeSuite {
  PhysicalModeI386IT() {
    super(GuestArchitecture.I386);
  }

  @Test
  void longModeNeedsAnotherKernel() throws IOException {
    guest().fails(10, "needs an x86_64 kernel", "physical run /tmp/sum64 --entry 64");
  }
}
