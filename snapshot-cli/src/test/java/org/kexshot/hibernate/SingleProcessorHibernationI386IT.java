package org.kexshot.hibernate;

import org.kexshot.lab.GuestArchitecture;

class SingleProcessorHibernationI386IT extends SingleProcessorHibernationSuite {
  SingleProcessorHibernationI386IT() {
    super(GuestArchitecture.I386);
  }
}
