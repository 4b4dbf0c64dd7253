package org.kexshot.diff.noise;

import java.util.Optional;

/**
 * How far a change went.
 *
 * @param count of objects
 * @param size of the largest step of a number; 0 where no number changed
 * @param level the largest value that took a step, as an amount; 0 where none is known
 */
public record Extent(long count, double size, double level) {
  /** Of one object that came, went, or changed in something that is no number. */
  public static final Extent ONE = new Extent(1, 0);

  /** Of amounts that are not known. */
  public Extent(long count, double size) {
    this(count, size, 0);
  }

  /** Of two values of an attribute. */
  public static Extent between(Object before, Object after) {
    return number(before)
        .flatMap(first -> number(after).map(second -> step(first, second)))
        .orElse(ONE);
  }

  private static Extent step(double before, double after) {
    return new Extent(1, Math.abs(after - before), Math.max(0, Math.max(before, after)));
  }

  private static Optional<Double> number(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(Extent::number);
    }
    return value instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
  }

  /** The step of one object, as one of as many as took a step. */
  public Extent ofAsMany(Extent all) {
    return new Extent(all.count(), size, level);
  }

  /** Of both together. */
  Extent plus(Extent other) {
    return new Extent(
        count + other.count, Math.max(size, other.size), Math.max(level, other.level));
  }
}
