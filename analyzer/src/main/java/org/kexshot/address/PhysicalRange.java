package org.kexshot.address;

/**
 * A half-open range of physical addresses, in bytes, as the machine itself numbers them.
 *
 * @param start first byte
 * @param end one past the last byte; never below {@code start}, compared unsigned
 */
public record PhysicalRange(long start, long end) {
  public PhysicalRange {
    if (Long.compareUnsigned(end, start) < 0) {
      throw new IllegalArgumentException(
          "physical range ends at 0x%x, before its start 0x%x".formatted(end, start));
    }
  }

  /** A range of {@code length} bytes from {@code start}. */
  public static PhysicalRange ofLength(long start, long length) {
    return new PhysicalRange(start, start + length);
  }

  /** Length in bytes. */
  public long length() {
    return end - start;
  }

  public boolean contains(long address) {
    return Long.compareUnsigned(address - start, end - start) < 0;
  }

  public boolean overlaps(PhysicalRange other) {
    return Long.compareUnsigned(start, other.end) < 0 && Long.compareUnsigned(other.start, end) < 0;
  }

  @Override
  public String toString() {
    return "[0x%x, 0x%x)".formatted(start, end);
  }
}
