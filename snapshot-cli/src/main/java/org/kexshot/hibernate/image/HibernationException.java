package org.kexshot.hibernate.image;

import java.io.IOException;

/**
 * A hibernation image that is not resumed, or a system that is not hibernated, and why. Whatever
 * system runs goes on.
 */
public final class HibernationException extends IOException {
  private static final long serialVersionUID = 1L;

  public HibernationException(String message) {
    super(message);
  }

  public HibernationException(String message, Throwable cause) {
    super(message, cause);
  }
}
