package org.kexshot.peer;

import java.io.IOException;

/** A peer cannot be started, gone to or come back from; the system goes on. */
public final class PeerException extends IOException {
  private static final long serialVersionUID = 1;

  public PeerException(String message) {
    super(message);
  }

  PeerException(String message, Throwable cause) {
    super(message, cause);
  }
}
