package org.kexshot.pattern;

/** A pattern that cannot be read, or is too large; the message says where and why. */
public final class PatternException extends Exception {
  private static final long serialVersionUID = 1L;

  PatternException(String message) {
    super(message);
  }
}
