package org.kexshot.capture;

import org.kexshot.lab.GuestArchitecture;

class DisturbedCaptureX8664IT extends DisturbedCaptureSuite {
  DisturbedCaptureX8664IT() {
    super(GuestArchitecture.X86_64);
  }
}
