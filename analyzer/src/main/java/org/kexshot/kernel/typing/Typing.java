package org.kexshot.kernel.typing;

import org.kexshot.types.KernelType;
import org.kexshot.types.MemberLookup;

/**
 * The type of a piece of the kernel's data.
 *
 * @param type of the data, or of each of its elements
 * @param count how many of them lie there, one behind the other
 * @param certainty how sure that is
 */
public record Typing(KernelType type, long count, Certainty certainty) {
  static Typing ofOne(KernelType type, Certainty certainty) {
    return new Typing(type, 1, certainty);
  }

  /** As C spells it, with the number of elements: {@code "struct list_head[16]"}. */
  public String spelled() {
    return count == 1 ? type.spelled() : "%s[%d]".formatted(type.spelled(), count);
  }

  /** As it is told, without the kernel's types behind it. */
  public SpelledType inWords() {
    return new SpelledType(spelled(), certainty);
  }

  /**
   * Finds members by their place.
   *
   * @param bytes of the data
   */
  public MemberLookup members(long bytes) {
    return count == 1 ? new MemberLookup(type, bytes) : MemberLookup.ofElements(type, count);
  }
}
