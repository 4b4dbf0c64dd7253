package org.kexshot.cli.argument;

import java.util.NoSuchElementException;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;

/**
 * An option or a positional parameter of a command and, once the command line is read, its value.
 *
 * @param <T> what its text is converted to
 */
public final class Argument<T> {
  private final ArgSpec spec;
  private final Optional<T> otherwise;

  private Argument(ArgSpec spec, Optional<T> otherwise) {
    this.spec = spec;
    this.otherwise = otherwise;
  }

  static <T> Argument<T> of(ArgSpec spec) {
    return new Argument<>(spec, Optional.empty());
  }

  /** The same with a value for where it is left out, that {@code --help} does not show. */
  Argument<T> orElse(T value) {
    return new Argument<>(spec, Optional.of(value));
  }

  /** The value, unless the user gave none and there is no default. */
  public Optional<T> given() {
    return Optional.ofNullable(spec.<T>getValue()).or(() -> otherwise);
  }

  /**
   * The value.
   *
   * @throws NoSuchElementException if there is none, which cannot be of what is required or has a
   *     default
   */
  public T value() {
    return given().orElseThrow();
  }
}
