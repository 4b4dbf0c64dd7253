package org.kexshot.capture;

import org.kexshot.lab.GuestArchitecture;

class SingleProcessorI386IT extends SingleProcessorSuite {
  SingleProcessorI386IT() {
    super(GuestArchitecture.I386);
  }
}
