package org.kexshot.fleet;

import java.io.IOException;

/** A server of a fleet cannot be reached, or does not do what is asked of it. */
public final class FleetException extends IOException {
  private static final long serialVersionUID = 1L;

  FleetException(String message) {
    super(message);
  }

  FleetException(String message, Throwable cause) {
    super(message, cause);
  }
}
