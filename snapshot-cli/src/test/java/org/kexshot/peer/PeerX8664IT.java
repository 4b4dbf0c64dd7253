package org.kexshot.peer;

import org.kexshot.lab.GuestArchitecture;

class PeerX8664IT extends PeerSuite {
  PeerX8664IT() {
    super(GuestArchitecture.X86_64);
  }
}
