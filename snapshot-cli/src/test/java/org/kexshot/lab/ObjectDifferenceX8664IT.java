package org.kexshot.lab;

class ObjectDifferenceX8664IT extends ObjectDifferenceSuite {
  ObjectDifferenceX8664IT() {
    super(GuestArchitecture.X86_64);
  }
}
