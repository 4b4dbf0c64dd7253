package org.kexshot.loader;

import org.kexshot.lab.GuestArchitecture;

class RestartX8664IT extends RestartSuite {
  RestartX8664IT() {
    super(GuestArchitecture.X86_64);
  }
}
