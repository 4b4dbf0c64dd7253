package org.kexshot.cli.shell;

/** A line that cannot be understood; the message says why. */
final class ShellSyntaxException extends Exception {
  ShellSyntaxException(String message) {
    super(message);
  }
}
