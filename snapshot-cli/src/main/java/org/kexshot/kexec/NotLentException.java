package org.kexshot.kexec;

import java.io.IOException;

/** A has no memory that it could lend the capture kernel; the message says why. */
public final class NotLentException extends IOException {
  private static final long serialVersionUID = 1;

  NotLentException(String reason) {
    super(reason);
  }
}
