package org.kexshot.capture;

import org.kexshot.lab.GuestArchitecture;

class SingleProcessorX8664IT extends SingleProcessorSuite {
  SingleProcessorX8664IT() {
    super(GuestArchitecture.X86_64);
  }
}
