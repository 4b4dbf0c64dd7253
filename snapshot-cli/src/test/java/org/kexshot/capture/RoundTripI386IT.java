package org.kexshot.capture;

import org.kexshot.lab.GuestArchitecture;

class RoundTripI386IT extends RoundTripSuite {
  RoundTripI386IT() {
    super(GuestArchitecture.I386, 3);
  }
}
