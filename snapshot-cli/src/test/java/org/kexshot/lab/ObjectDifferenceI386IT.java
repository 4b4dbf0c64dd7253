package org.kexshot.lab;

class ObjectDifferenceI386IT extends ObjectDifferenceSuite {
  ObjectDifferenceI386IT() {
    super(GuestArchitecture.I386);
  }
}
