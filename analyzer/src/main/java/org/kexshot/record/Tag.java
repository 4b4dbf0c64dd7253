package org.kexshot.record;

/** What follows in the bytes; its ordinal is the byte. */
enum Tag {
  /** A number, zigzag. */
  LONG,
  INTEGER,
  FALSE,
  TRUE,
  /** A text: its length shifted left by one, the low bit for two bytes a letter; the letters. */
  TEXT,
  /** The number of a text that came before. */
  TEXT_AGAIN,
  /** An {@code Optional} with what follows. */
  PRESENT,
  EMPTY,
  /** An {@code OptionalLong} with a number. */
  LONG_PRESENT,
  LONG_EMPTY,
  /** A list: how many, and each. */
  LIST,
  /** A map in its order: how many, and each key with its value. */
  MAP,
  /** The number of a class, 0 and its name for a new one; then the components. */
  RECORD,
  /** The number of a record that came before, as records end. */
  RECORD_AGAIN,
  /** The number of a class as above, and the constant's ordinal. */
  ENUM,
  /** The name of one of the {@link Constants}, as a value. */
  CONSTANT;

  private static final Tag[] ALL = values();

  static Tag of(byte value) throws RecordException {
    if (value < 0 || value >= ALL.length) {
      throw new RecordException("%d is no tag, expected 0 to %d".formatted(value, ALL.length - 1));
    }
    return ALL[value];
  }
}
