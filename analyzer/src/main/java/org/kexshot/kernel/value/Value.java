package org.kexshot.kernel.value;

import java.util.List;

/** What memory holds at an address, as a type of the kernel says. */
public sealed interface Value {
  /**
   * A number.
   *
   * @param value widened with or without sign, as the type is
   * @param bits its width; a bit-field's may be any
   * @param signed whether it may be negative
   */
  record Scalar(long value, int bits, boolean signed) implements Value {}

  /**
   * A value of an enumeration.
   *
   * @param name of the value; empty if it has none
   */
  record Enumerated(long value, String name) implements Value {}

  /**
   * A pointer.
   *
   * @param target where it points; 0 for null
   * @param symbol what lies there as {@code name+0xoffset [module]}; empty if no symbol does
   */
  record Pointer(long target, String symbol) implements Value {}

  /** Characters up to the first zero. */
  record Text(String text) implements Value {}

  /** A structure or a union. */
  record Composite(List<Field> fields) implements Value {
    public Composite {
      fields = List.copyOf(fields);
    }
  }

  /**
   * An array.
   *
   * @param elements the first ones
   * @param count how many it has
   */
  record Elements(List<Value> elements, long count) implements Value {
    public Elements {
      elements = List.copyOf(elements);
    }
  }

  /** Something that no value can be made of, such as a member whose page is not in the image. */
  record Unreadable(String problem) implements Value {}

  /**
   * A member.
   *
   * @param name empty for an anonymous structure or union
   * @param type as C spells it
   * @param offset bytes from the start of the outermost structure
   */
  record Field(String name, String type, long offset, Value value) {}
}
