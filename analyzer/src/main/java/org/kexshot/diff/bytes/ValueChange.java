package org.kexshot.diff.bytes;

import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.value.Value;
import org.kexshot.kernel.value.ValueReader;
import org.kexshot.types.Member;
import org.kexshot.types.MemberPlace;

/**
 * What a place holds in two images.
 *
 * @param path of the member: {@code "nr_files"}, {@code "slots[3].next"}; of a word of what has no
 *     type its offset, {@code "+0x8"}; empty for a number that is no structure's
 * @param offset bytes from the start of the object
 * @param before in the first image
 * @param after in the second image
 */
public record ValueChange(String path, long offset, Value before, Value after) {

  /** Reads values of members and words in two images. */
  public static final class Reader {
    /** What a decoder puts where bytes are no letter. */
    private static final int REPLACEMENT = 0xfffd;

    /** Longer texts than any structure has; a damaged type may claim megabytes. */
    private static final long MAX_TEXT = 1 << 12;

    private final ValueReader first;
    private final ValueReader second;

    public Reader(KernelImage first, KernelImage second) {
      this.first = new ValueReader(first);
      this.second = new ValueReader(second);
    }

    /**
     * A member.
     *
     * @param firstObject kernel virtual address of the object in the first image
     * @param secondObject in the second
     */
    public ValueChange member(MemberPlace place, long firstObject, long secondObject) {
      Member member = place.member();
      Value before = first.read(member, firstObject);
      Value after = second.read(member, secondObject);
      return before instanceof Value.Text one
              && after instanceof Value.Text other
              && !(isPrintable(one) && isPrintable(other) && !one.equals(other))
          ? bytes(place, firstObject, secondObject)
          : new ValueChange(place.path(), place.offset(), before, after);
    }

    private static boolean isPrintable(Value.Text text) {
      return text.text().codePoints().noneMatch(Reader::isStrange);
    }

    private static boolean isStrange(int letter) {
      return letter == REPLACEMENT || letter < ' ' && letter != '\n' && letter != '\t';
    }

    /** The first word that differs of characters that are no text, or differ behind its end. */
    private ValueChange bytes(MemberPlace place, long firstObject, long secondObject) {
      long size = Math.max(1, Math.min(place.end() - place.offset(), MAX_TEXT));
      int word = (int) Math.min(Long.highestOneBit(size), Long.BYTES);
      long at = 0;
      ValueChange change = null;
      while (at + word <= size && (change == null || change.before().equals(change.after()))) {
        change =
            word(
                "%s[%d]".formatted(place.path(), at),
                place.offset() + at,
                word,
                firstObject,
                secondObject);
        at += word;
      }
      return change;
    }

    /**
     * A number of what has no type, as if it were a pointer where it is as large.
     *
     * @param path what to call it
     * @param offset in the object
     * @param size 1, 2, 4 or 8 bytes
     */
    public ValueChange word(
        String path, long offset, int size, long firstObject, long secondObject) {
      return new ValueChange(
          path,
          offset,
          first.word(firstObject + offset, size),
          second.word(secondObject + offset, size));
    }

    /**
     * A word of two pages, for what kernel virtual memory does not lead to.
     *
     * @param offset in the object, which the path tells too
     * @param at where it lies in both pages
     */
    public ValueChange word(
        String path, long offset, byte[] firstPage, byte[] secondPage, int at, int size) {
      return new ValueChange(
          path, offset, first.word(firstPage, at, size), second.word(secondPage, at, size));
    }
  }
}
