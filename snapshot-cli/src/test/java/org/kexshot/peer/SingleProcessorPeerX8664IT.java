package org.kexshot.peer;

import org.kexshot.lab.GuestArchitecture;

class SingleProcessorPeerX8664IT extends SingleProcessorPeerSuite {
  SingleProcessorPeerX8664IT() {
    super(GuestArchitecture.X86_64);
  }
}
