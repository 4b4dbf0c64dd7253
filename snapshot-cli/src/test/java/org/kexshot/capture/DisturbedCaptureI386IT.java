package org.kexshot.capture;

import org.kexshot.lab.GuestArchitecture;

class DisturbedCaptureI386IT extends DisturbedCaptureSuite {
  DisturbedCaptureI386IT() {
    super(GuestArchitecture.I386);
  }
}
