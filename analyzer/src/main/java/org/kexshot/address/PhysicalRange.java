package org.kexshot.address;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A half-open range of physical addresses, in bytes, as the machine itself numbers them.
 *
 * @param start first byte
 * @param end one past the last byte; never below {@code start}, compared unsigned
 */
public record PhysicalRange(long start, long end) {
  /** No lambda, since nearly every start gets here: the runtime makes a class for each. */
  private static final class ByStart implements Comparator<PhysicalRange> {
    @Override
    public int compare(PhysicalRange one, PhysicalRange other) {
      return Long.compareUnsigned(one.start, other.start);
    }
  }

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

  /** What ranges cover together, ascending; ranges that touch or overlap are one. O(n log n). */
  public static List<PhysicalRange> union(Collection<PhysicalRange> ranges) {
    List<PhysicalRange> sorted = new ArrayList<>(ranges);
    sorted.sort(new ByStart());
    List<PhysicalRange> result = new ArrayList<>();
    for (PhysicalRange range : sorted) {
      int last = result.size() - 1;
      if (last >= 0 && Long.compareUnsigned(result.get(last).end, range.start) >= 0) {
        PhysicalRange before = result.get(last);
        boolean further = Long.compareUnsigned(range.end, before.end) > 0;
        result.set(last, new PhysicalRange(before.start, further ? range.end : before.end));
      } else {
        result.add(range);
      }
    }
    return List.copyOf(result);
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
