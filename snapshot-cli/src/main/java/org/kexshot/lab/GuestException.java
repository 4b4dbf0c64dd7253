package org.kexshot.lab;

import java.io.IOException;

/**
 * A guest that did not do what was asked of it in time, or that is gone; the message says where its
 * logs are.
 */
public final class GuestException extends IOException {
  private static final long serialVersionUID = 1L;

  public GuestException(String message) {
    super(message);
  }

  public GuestException(String message, Throwable cause) {
    super(message, cause);
  }
}
