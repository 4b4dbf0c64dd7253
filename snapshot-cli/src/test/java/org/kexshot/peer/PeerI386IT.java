package org.kexshot.peer;

import org.kexshot.lab.GuestArchitecture;

class PeerI386IT extends PeerSuite {
  PeerI386IT() {
    super(GuestArchitecture.I386);
  }
}
