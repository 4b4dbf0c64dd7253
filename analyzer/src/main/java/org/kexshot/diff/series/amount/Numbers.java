package org.kexshot.diff.series.amount;

import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kind.Attribute;

/** Numbers among the attributes of an object. */
public final class Numbers {
  private Numbers() {}

  /** Whether an attribute is an amount, and neither a name nor a place nor a time. */
  public static boolean is(Attribute<?> attribute) {
    return switch (attribute.type()) {
      case NUMBER, BYTES, PAGES -> true;
      default -> false;
    };
  }

  /** The value of such an attribute; empty where it is unknown. */
  public static <T> OptionalLong of(Attribute<T> attribute, T object) {
    Object value = attribute.value().apply(object);
    Object known = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    return known instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
