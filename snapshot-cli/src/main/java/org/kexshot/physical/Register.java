package org.kexshot.physical;

/** A register that a call of the BIOS is given, and where it lies among them. */
public enum Register {
  EAX(4, 4),
  EBX(8, 4),
  ECX(12, 4),
  EDX(16, 4),
  ESI(20, 4),
  EDI(24, 4),
  EBP(28, 4),
  DS(32, 2),
  ES(34, 2),
  /** What the processor's flags are afterwards; a call is not given any. */
  FLAGS(36, 2);

  private final int offset;
  private final int size;

  Register(int offset, int size) {
    this.offset = offset;
    this.size = size;
  }

  int offset() {
    return offset;
  }

  /** Bytes. */
  public int size() {
    return size;
  }

  /** Whether a value fits, without sign. */
  public boolean fits(long value) {
    return value >= 0 && value < 1L << Byte.SIZE * size;
  }
}
