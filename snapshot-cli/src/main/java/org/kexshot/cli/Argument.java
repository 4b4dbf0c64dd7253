package org.kexshot.cli;

import java.util.NoSuchElementException;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;

/**
 * An option or a positional parameter of a command and, once the command line is read, its value.
 *
 * @param <T> what its text is converted to
 */
final class Argument<T> {
  private final ArgSpec spec;

  Argument(ArgSpec spec) {
    this.spec = spec;
  }

  /** The value, unless the user gave none and there is no default. */
  Optional<T> given() {
    return Optional.ofNullable(spec.<T>getValue());
  }

  /**
   * The value.
   *
   * @throws NoSuchElementException if there is none, which cannot be of what is required or has a
   *     default
   */
  T value() {
    return given().orElseThrow();
  }
}
