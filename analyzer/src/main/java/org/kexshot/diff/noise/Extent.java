package org.kexshot.diff.noise;

import java.util.Optional;

/**
 * How far a change went.
 *
 * @param count of objects
 * @param size of the largest step of a number; 0 where no number changed
 */
public record Extent(long count, double size) {
  /** Of one object that came, went, or changed in something that is no number. */
  public static final Extent ONE = new Extent(1, 0);

  /** Of two values of an attribute. */
  public static Extent between(Object before, Object after) {
    return number(before)
        .flatMap(first -> number(after).map(second -> new Extent(1, Math.abs(second - first))))
        .orElse(ONE);
  }

  private static Optional<Double> number(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(Extent::number);
    }
    return value instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
  }

  /** The step of one object, as one of as many as took a step. */
  public Extent ofAsMany(Extent all) {
    return new Extent(all.count(), size);
  }

  /** Of both together. */
  Extent plus(Extent other) {
    return new Extent(count + other.count, Math.max(size, other.size));
  }
}
