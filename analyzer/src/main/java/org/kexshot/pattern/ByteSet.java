package org.kexshot.pattern;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** A set of values of a byte, 0 to 255. Immutable. */
final class ByteSet {
  static final ByteSet ALL = where(value -> true);

  private final BitSet values;

  private ByteSet(BitSet values) {
    this.values = values;
  }

  static ByteSet where(IntPredicate wanted) {
    BitSet values = new BitSet(256);
    for (int value = 0; value < 256; value++) {
      values.set(value, wanted.test(value));
    }
    return new ByteSet(values);
  }

  static ByteSet of(int value) {
    return where(other -> other == value);
  }

  static ByteSet range(int first, int last) {
    return where(value -> value >= first && value <= last);
  }

  boolean contains(int value) {
    return values.get(value);
  }

  ByteSet with(ByteSet other) {
    return where(value -> contains(value) || other.contains(value));
  }

  ByteSet others() {
    return where(value -> !contains(value));
  }

  /** With each letter of ASCII in both its cases. */
  ByteSet inBothCases() {
    return where(value -> contains(value) || contains(otherCase(value)));
  }

  private static int otherCase(int value) {
    boolean letter = value >= 'a' && value <= 'z' || value >= 'A' && value <= 'Z';
    return letter ? value ^ 0x20 : value;
  }

  int size() {
    return values.cardinality();
  }

  /** The one value, or the lower case of the one letter; -1 if it is of others too. */
  int onlyCharacter() {
    int last = values.length() - 1;
    if (last < 0) {
      return -1;
    }
    boolean one =
        size() == 1 || size() == 2 && contains(otherCase(last)) && otherCase(last) != last;
    return one ? last >= 'A' && last <= 'Z' ? last ^ 0x20 : last : -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSet set && set.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
