package org.kexshot.capture;

import org.kexshot.lab.GuestArchitecture;

class DriverModulesI386IT extends DriverModulesSuite {
  DriverModulesI386IT() {
    super(GuestArchitecture.I386, 1);
  }
}
