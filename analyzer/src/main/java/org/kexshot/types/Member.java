package org.kexshot.types;

/**
 * A member of a structure or union, at its place in the outermost one that was asked.
 *
 * @param name its name; empty for an anonymous structure or union
 * @param type its type
 * @param bitOffset bits from the start of the structure
 * @param bitSize width of a bit-field, 0 for other members
 */
public record Member(String name, KernelType type, long bitOffset, int bitSize) {

  /** Bytes from the start of the structure, for a bit-field those of its first bit. */
  public long offset() {
    return bitOffset >>> 3;
  }

  public boolean isBitField() {
    return bitSize != 0;
  }

  Member movedBy(long bits) {
    return new Member(name, type, bitOffset + bits, bitSize);
  }
}
