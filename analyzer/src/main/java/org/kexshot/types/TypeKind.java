package org.kexshot.types;

/** The kinds of BTF types, in the order of their numbers ({@code include/uapi/linux/btf.h}). */
public enum TypeKind {
  VOID(0, 0),
  INT(4, 0),
  POINTER(0, 0),
  ARRAY(12, 0),
  STRUCT(0, 12),
  UNION(0, 12),
  ENUM(0, 8),
  FORWARD(0, 0),
  TYPEDEF(0, 0),
  VOLATILE(0, 0),
  CONST(0, 0),
  RESTRICT(0, 0),
  FUNCTION(0, 0),
  FUNCTION_PROTOTYPE(0, 8),
  VARIABLE(4, 0),
  DATA_SECTION(0, 12),
  FLOAT(0, 0),
  DECLARATION_TAG(4, 0),
  TYPE_TAG(0, 0),
  ENUM64(0, 12),
  /** One of a later kernel. */
  UNKNOWN(0, 0);

  private static final TypeKind[] BY_NUMBER = values();

  private final int fixedBytes;
  private final int bytesPerPart;

  /**
   * @param fixedBytes that follow the common 12 of an entry
   * @param bytesPerPart of each member, enumerator, parameter or variable behind
   */
  TypeKind(int fixedBytes, int bytesPerPart) {
    this.fixedBytes = fixedBytes;
    this.bytesPerPart = bytesPerPart;
  }

  static TypeKind ofNumber(int number) {
    return BY_NUMBER[Math.min(number, known())];
  }

  /** How many kinds are known, from 0 on. */
  static int known() {
    return UNKNOWN.ordinal();
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

  /** Whether types of the kind are looked for by name. */
  private boolean isFoundByName() {
    return isComposite()
        || this == INT
        || this == ENUM
        || this == ENUM64
        || this == TYPEDEF
        || this == VARIABLE;
  }

  /** Room for the numbers of types, by the kind's number; none for kinds without names. */
  static int[][] foundByName() {
    int[][] ids = new int[BY_NUMBER.length][];
    for (TypeKind kind : BY_NUMBER) {
      if (kind.isFoundByName()) {
        ids[kind.ordinal()] = new int[64];
      }
    }
    return ids;
  }

  /** Bytes that follow the common 12 of an entry, by the kind's number. */
  static int[] fixedBytes() {
    int[] bytes = new int[BY_NUMBER.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = BY_NUMBER[i].fixedBytes;
    }
    return bytes;
  }

  /** Bytes of each of an entry's parts behind those, by the kind's number. */
  static int[] bytesPerPart() {
    int[] bytes = new int[BY_NUMBER.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = BY_NUMBER[i].bytesPerPart;
    }
    return bytes;
  }
}
