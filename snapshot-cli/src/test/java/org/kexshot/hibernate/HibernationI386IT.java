package org.kexshot.hibernate;

import org.kexshot.lab.GuestArchitecture;

class HibernationI386IT extends HibernationSuite {
  HibernationI386IT() {
    super(GuestArchitecture.I386);
  }
}
