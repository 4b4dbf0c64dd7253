package org.kexshot.hibernate;

import org.kexshot.lab.GuestArchitecture;

class HibernationX8664IT extends HibernationSuite {
  HibernationX8664IT() {
    super(GuestArchitecture.X86_64);
  }
}
