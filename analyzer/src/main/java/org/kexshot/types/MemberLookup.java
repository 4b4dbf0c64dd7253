package org.kexshot.types;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells which member of a type lies at a place: the way back from offsets to names, where {@link
 * KernelType#member} goes from names to offsets. Of members that share a place, in a union, the
 * first that covers it is taken. Cost: linear in the members on the way, then remembered. For one
 * thread.
 */
public final class MemberLookup {
  /** Deeper nesting than any kernel has. */
  private static final int MAX_DEPTH = 64;

  /** Members that are looked at for one place, so that what nests in itself comes to an end. */
  private static final int MAX_LOOKS = 1 << 14;

  /** Places remembered, so that a table of many megabytes does not fill memory. */
  private static final int MAX_REMEMBERED = 1 << 16;

  private final KernelType type;
  private final long count;
  private final long bits;
  private final Map<Long, Optional<MemberPlace>> known = new HashMap<>();
  private int looksLeft;

  /**
   * Of an object of a type.
   *
   * @param bytes of the object: more than the type's where an array without a size ends it, less
   *     where objects are cut
   */
  public MemberLookup(KernelType type, long bytes) {
    this(type, 1, bytes);
  }

  private MemberLookup(KernelType type, long count, long bytes) {
    this.type = type;
    this.count = count;
    this.bits = 8 * bytes;
  }

  /** Of several objects of a type, one behind the other: paths begin with the number of each. */
  public static MemberLookup ofElements(KernelType type, long count) {
    return new MemberLookup(type, count, type.size() * count);
  }

  /**
   * The innermost member at a bit.
   *
   * @param bit from the start of the type, the lowest of its first byte being 0
   * @return empty for what no member covers: padding, and what lies behind the object
   */
  public Optional<MemberPlace> at(long bit) {
    if (bit < 0 || bit >= bits) {
      return Optional.empty();
    }
    Optional<MemberPlace> place = known.get(bit);
    if (place == null) {
      looksLeft = MAX_LOOKS;
      place = Optional.ofNullable(count == 1 ? find(type, bit, Step.START) : elementAt(bit));
      if (known.size() >= MAX_REMEMBERED) {
        known.clear();
      }
      known.put(bit, place);
    }
    return place;
  }

  private MemberPlace elementAt(long bit) {
    return element(type, bit, Step.START);
  }

  /**
   * How far the way has come.
   *
   * @param bitOffset of the part reached, from the start of the outermost type
   */
  private record Step(String path, String general, long bitOffset, int depth) {
    static final Step START = new Step("", "", 0, 0);

    Step member(Member member) {
      String dot = member.name().isEmpty() || path.isEmpty() ? "" : ".";
      return new Step(
          path + dot + member.name(),
          general + dot + member.name(),
          bitOffset + member.bitOffset(),
          depth + 1);
    }

    Step element(long index, long elementBits) {
      return new Step(
          path + "[" + index + "]", general + "[]", bitOffset + index * elementBits, depth + 1);
    }

    MemberPlace end(KernelType type, int bitSize) {
      return new MemberPlace(path, general, new Member(path, type, bitOffset, bitSize));
    }
  }

  private MemberPlace find(KernelType of, long bit, Step step) {
    if (step.depth > MAX_DEPTH) {
      return null;
    }
    return switch (of.kind()) {
      case STRUCT, UNION -> inComposite(of, bit, step);
      case ARRAY -> isText(of) ? step.end(of, 0) : element(of.element(), bit, step);
      case VOID, FUNCTION, FUNCTION_PROTOTYPE, FORWARD, UNKNOWN -> null;
      default -> step.end(of, 0);
    };
  }

  /** Characters whose number is known; of others each is a member, since the text has no end. */
  private static boolean isText(KernelType array) {
    return array.element().isChar() && array.count() > 1;
  }

  private MemberPlace element(KernelType element, long bit, Step step) {
    long elementBits = 8 * element.size();
    if (elementBits == 0) {
      return null;
    }
    return find(element, bit, step.element((bit - step.bitOffset) / elementBits, elementBits));
  }

  private MemberPlace inComposite(KernelType of, long bit, Step step) {
    List<Member> members = of.members();
    for (int i = 0; i < members.size() && --looksLeft >= 0; i++) {
      Member member = members.get(i);
      long distance = bit - step.bitOffset - member.bitOffset();
      boolean covers =
          distance >= 0
              && (distance < width(member) || i == members.size() - 1 && isEndless(member));
      if (covers) {
        MemberPlace place =
            member.isBitField()
                ? step.member(member).end(member.type(), member.bitSize())
                : find(member.type(), bit, step.member(member));
        if (place != null) {
          return place;
        }
      }
    }
    return null;
  }

  private static long width(Member member) {
    return member.isBitField() ? member.bitSize() : 8 * member.type().size();
  }

  /**
   * An array without a size, or of one element as older code has it, or a structure that ends in
   * one: it reaches to the object's end.
   */
  private static boolean isEndless(Member member) {
    KernelType last = member.type();
    for (int depth = 0; depth < MAX_DEPTH && last.kind().isComposite(); depth++) {
      List<Member> members = last.members();
      if (members.isEmpty()) {
        return false;
      }
      last = members.get(members.size() - 1).type();
    }
    return last.kind() == TypeKind.ARRAY && last.count() < 2;
  }
}
