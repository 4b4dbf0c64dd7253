package org.kexshot.pattern;

import java.util.ArrayList;
import java.util.List;

/** The tree of a pattern. */
sealed interface Expression {
  /** One byte of a set. */
  record Bytes(ByteSet set) implements Expression {}

  /** One after the other; nothing at all if there is none. */
  record Sequence(List<Expression> parts) implements Expression {}

  /** Any of them; at least one. */
  record Choice(List<Expression> parts) implements Expression {}

  /** What may be left out. */
  record Perhaps(Expression part) implements Expression {}

  /** Once or more. */
  record Repeated(Expression part) implements Expression {}

  /** Bytes as they are. */
  static Expression literal(byte[] bytes, boolean ignoreCase) {
    List<Expression> parts = new ArrayList<>();
    for (byte value : bytes) {
      ByteSet set = ByteSet.of(value & 0xff);
      parts.add(new Bytes(ignoreCase ? set.inBothCases() : set));
    }
    return new Sequence(parts);
  }
}
