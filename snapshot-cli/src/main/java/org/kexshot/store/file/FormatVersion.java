package org.kexshot.store.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Versions of the repository's format; {@code docs/formats/repository.md} says what they differ in.
 * Each is read. A writer keeps to the version of the repository, and of each file the version is in
 * the file.
 */
public enum FormatVersion {
  /** A pack's hash covers its table of blocks. */
  ONE(1),
  /** A pack's hash covers the hashes of its pages alone; blocks may be stored as differences. */
  TWO(2);

  private final int number;

  FormatVersion(int number) {
    this.number = number;
  }

  /** That of repositories that are made now. */
  public static FormatVersion newest() {
    return TWO;
  }

  /** As files have it. */
  public int number() {
    return number;
  }

  /** The version of that number, if it is known. */
  public static Optional<FormatVersion> numbered(int number) {
    return Arrays.stream(values()).filter(version -> version.number == number).findFirst();
  }

  /** What the file {@code format} says. */
  public byte[] text() {
    return ("kexshot repository " + number + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** The version that a file {@code format} says, if it is known. */
  public static Optional<FormatVersion> said(byte[] text) {
    return Arrays.stream(values()).filter(one -> Arrays.equals(one.text(), text)).findFirst();
  }
}
