package org.kexshot.lab;

class LabGuestI386IT extends LabGuestSuite {
  LabGuestI386IT() {
    super(GuestArchitecture.I386);
  }
}
