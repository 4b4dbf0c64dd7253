package org.kexshot.physical;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.GuestArchitecture;

class PhysicalModeX8664IT extends PhysicalModeSuite {
  PhysicalModeX8664IT() {
    super(GuestArchitecture.X86_64);
  }

  @Test
  void inLongModeToo() throws IOException {
    returns(64);
    faults("invalid64", "invalid opcode");
    hangs(64);
  }
}
