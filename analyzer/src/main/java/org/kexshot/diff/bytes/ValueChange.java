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
      return new ValueChange(
          place.path(),
          place.offset(),
          first.read(member, firstObject),
          second.read(member, secondObject));
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
