package org.kexshot.kernel;

import java.io.IOException;

/** The image has no object of the name, the number or the address that was asked for. */
public class NoSuchObjectException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what there is not, and what lists those that there are
   */
  public NoSuchObjectException(String message) {
    super(message);
  }
}
