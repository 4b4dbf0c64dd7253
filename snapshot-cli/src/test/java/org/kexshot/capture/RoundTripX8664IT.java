package org.kexshot.capture;

import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;

/** Half of the memory lies above 4 GiB. */
class RoundTripX8664IT extends RoundTripSuite {
  RoundTripX8664IT() {
    super(GuestArchitecture.X86_64);
  }

  @Override
  GuestSettings settings(GuestSettings settings) {
    return settings.withLowMemoryMiB(512);
  }
}
