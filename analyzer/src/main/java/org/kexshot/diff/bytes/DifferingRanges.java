package org.kexshot.diff.bytes;

import java.io.IOException;
import java.util.Arrays;

/** Finds the ranges of bytes in which two arrays differ. */
public final class DifferingRanges {
  private DifferingRanges() {}

  /** Receives a range in which every byte differs, and neither byte beside it does. */
  @FunctionalInterface
  public interface Visitor {
    void visit(int start, int end) throws IOException;
  }

  /**
   * Visits the ranges of {@code length} bytes of two arrays that differ, ascending. Cost: equal
   * bytes are compared by vectors, differing ones one by one.
   *
   * @param firstAt where the bytes start in the first array; ranges are counted from there
   * @param secondAt where they start in the second
   */
  public static void visit(
      byte[] first, int firstAt, byte[] second, int secondAt, int length, Visitor visitor)
      throws IOException {
    for (int at = 0; at < length; ) {
      int equal =
          Arrays.mismatch(
              first, firstAt + at, firstAt + length, second, secondAt + at, secondAt + length);
      if (equal < 0) {
        return;
      }
      int start = at + equal;
      int end = start + 1;
      while (end < length && first[firstAt + end] != second[secondAt + end]) {
        end++;
      }
      visitor.visit(start, end);
      at = end;
    }
  }
}
