package org.kexshot.diff.bytes;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.types.MemberLookup;
import org.kexshot.types.MemberPlace;

/** Tells which members a range of differing bytes is of, bit-fields of one byte apart. */
public final class MemberWalk {
  private MemberWalk() {}

  /** Receives a member that differs. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param place empty for bytes that are no member's
     * @param bytes of the range that it counts for; 0 for the others of several bit-fields in one
     *     byte
     */
    void visit(Optional<MemberPlace> place, int bytes) throws IOException;
  }

  /**
   * Visits the members of a range in which every byte differs.
   *
   * @param start where it starts in the first array
   * @param secondStart where it starts in the second
   * @param length its bytes
   * @param objectOffset where it starts in the object
   */
  public static void visit(
      MemberLookup members,
      byte[] first,
      int start,
      byte[] second,
      int secondStart,
      int length,
      long objectOffset,
      Visitor visitor)
      throws IOException {
    for (int at = 0; at < length; ) {
      int differing = (first[start + at] ^ second[secondStart + at]) & 0xff;
      long byteOffset = objectOffset + at;
      Optional<MemberPlace> place = firstOf(members, byteOffset, differing);
      if (place.isPresent() && place.get().member().isBitField()) {
        bits(members, byteOffset, differing, visitor);
        at++;
      } else {
        long end = place.isPresent() ? place.get().end() : byteOffset + 1;
        int bytes = (int) Math.min(length - at, Math.max(1, end - byteOffset));
        visitor.visit(place, bytes);
        at += bytes;
      }
    }
  }

  private static Optional<MemberPlace> firstOf(
      MemberLookup members, long byteOffset, int differing) {
    return members.at(8 * byteOffset + Integer.numberOfTrailingZeros(differing));
  }

  private static void bits(MemberLookup members, long byteOffset, int differing, Visitor visitor)
      throws IOException {
    int left = differing;
    int bytes = 1;
    while (left != 0) {
      Optional<MemberPlace> place = firstOf(members, byteOffset, left);
      visitor.visit(place, bytes);
      bytes = 0;
      long end =
          place.isPresent()
              ? place.get().endBit() - 8 * byteOffset
              : Integer.numberOfTrailingZeros(left) + 1;
      left = end >= 8 ? 0 : left & -(1 << (int) end);
    }
  }
}
