package org.kexshot.loader;

import org.kexshot.lab.GuestArchitecture;

class RestartI386IT extends RestartSuite {
  RestartI386IT() {
    super(GuestArchitecture.I386);
  }
}
