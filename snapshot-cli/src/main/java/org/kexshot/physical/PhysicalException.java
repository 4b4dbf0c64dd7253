package org.kexshot.physical;

import java.io.IOException;

/** A program in physical mode that could not be run or was ended; the system goes on. */
public final class PhysicalException extends IOException {
  private static final long serialVersionUID = 1L;

  public PhysicalException(String message) {
    super(message);
  }
}
