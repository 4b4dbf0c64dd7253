package org.kexshot.types;

import java.io.IOException;

/** Type information that is missing, malformed, or lacks what was asked of it. */
public final class TypeException extends IOException {
  private static final long serialVersionUID = 1L;

  public TypeException(String message) {
    super(message);
  }
}
