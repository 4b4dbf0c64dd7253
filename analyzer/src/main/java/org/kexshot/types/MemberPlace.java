package org.kexshot.types;

/**
 * The innermost member that lies at a place of a type: a number, a pointer, an enumeration, a
 * bit-field or a text.
 *
 * @param path from the outermost type, anonymous parts left out: {@code "d_lockref.count"}, {@code
 *     "slots[3].next"}; of an element of an array that is no structure's member {@code "[3]"}
 * @param general the path without the numbers of elements: {@code "slots[].next"}
 * @param member its type and its place in the outermost type
 */
public record MemberPlace(String path, String general, Member member) {
  /** Bytes from the start of the outermost type. */
  public long offset() {
    return member.offset();
  }

  /** One past the last byte, for a bit-field that of its last bit. */
  public long end() {
    return member.isBitField()
        ? member.bitOffset() + member.bitSize() + 7 >>> 3
        : member.offset() + member.type().size();
  }

  /** One past the last bit. */
  public long endBit() {
    return member.isBitField() ? member.bitOffset() + member.bitSize() : 8 * end();
  }
}
