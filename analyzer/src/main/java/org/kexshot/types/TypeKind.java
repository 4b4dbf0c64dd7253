package org.kexshot.types;

/** The kinds of BTF types, in the order of their numbers ({@code include/uapi/linux/btf.h}). */
public enum TypeKind {
  VOID,
  INT,
  POINTER,
  ARRAY,
  STRUCT,
  UNION,
  ENUM,
  FORWARD,
  TYPEDEF,
  VOLATILE,
  CONST,
  RESTRICT,
  FUNCTION,
  FUNCTION_PROTOTYPE,
  VARIABLE,
  DATA_SECTION,
  FLOAT,
  DECLARATION_TAG,
  TYPE_TAG,
  ENUM64;

  private static final TypeKind[] BY_NUMBER = values();

  static int count() {
    return BY_NUMBER.length;
  }

  static TypeKind ofNumber(int number) {
    return BY_NUMBER[number];
  }

  /** Whether it only names or qualifies another type. */
  public boolean isModifier() {
    return this == TYPEDEF
        || this == VOLATILE
        || this == CONST
        || this == RESTRICT
        || this == TYPE_TAG;
  }

  /** Whether it has members. */
  public boolean isComposite() {
    return this == STRUCT || this == UNION;
  }

  /** Bytes that follow the common 12 of an entry with {@code vlen} parts. */
  int trailingBytes(int vlen) {
    return switch (this) {
      case INT, VARIABLE, DECLARATION_TAG -> 4;
      case ARRAY -> 12;
      case STRUCT, UNION, DATA_SECTION, ENUM64 -> 12 * vlen;
      case ENUM, FUNCTION_PROTOTYPE -> 8 * vlen;
      default -> 0;
    };
  }
}
