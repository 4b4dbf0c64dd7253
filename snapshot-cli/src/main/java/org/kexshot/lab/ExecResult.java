package org.kexshot.lab;

import java.nio.charset.StandardCharsets;

/**
 * What a command in a guest left.
 *
 * @param exitCode as the guest's shell saw it: 128 and the signal's number for a killed command
 * @param output the bytes of its standard output
 * @param errors the bytes of its standard error
 */
public record ExecResult(int exitCode, byte[] output, byte[] errors) {
  /** Standard output as text. */
  public String text() {
    return new String(output, StandardCharsets.UTF_8);
  }

  /** Standard error as text. */
  public String errorText() {
    return new String(errors, StandardCharsets.UTF_8);
  }

  /**
   * This result, when the command succeeded.
   *
   * @throws GuestException with the exit code and both streams, when it did not
   */
  public ExecResult expectSuccess() throws GuestException {
    if (exitCode != 0) {
      throw new GuestException(
          "a command in the guest ended with exit code " + exitCode + ": " + errorText() + text());
    }
    return this;
  }
}
