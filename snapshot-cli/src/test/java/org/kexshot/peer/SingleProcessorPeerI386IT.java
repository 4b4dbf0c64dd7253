package org.kexshot.peer;

import org.kexshot.lab.GuestArchitecture;

class SingleProcessorPeerI386IT extends SingleProcessorPeerSuite {
  SingleProcessorPeerI386IT() {
    super(GuestArchitecture.I386);
  }
}
