package org.kexshot.hibernate;

import org.kexshot.lab.GuestArchitecture;

class SingleProcessorHibernationX8664IT extends SingleProcessorHibernationSuite {
  SingleProcessorHibernationX8664IT() {
    super(GuestArchitecture.X86_64);
  }
}
