package org.kexshot.kernel.text;

import java.util.Optional;

/**
 * Bytes of code or constants that differ between two images of one boot, a stretch without larger
 * gaps, or the whole of a place that the kernel patches.
 *
 * @param verdict whether the kernel itself did it
 * @param cause what of the kernel patches the place, which of {@link Verdict#ALARM} did not do this
 * @param place as {@code symbol+0xoffset [module]}
 * @param address kernel virtual address of the first byte
 * @param length bytes from the first to the last that differs
 * @param isCode whether it is code, and not constants
 * @param before the bytes in the first image, in hexadecimal, the first 16 of more
 * @param after the same in the second
 * @param leadsTo where the code of the second image jumps to or calls at once, in words
 */
public record CodeChange(
    Verdict verdict,
    Optional<PatchCause> cause,
    String place,
    long address,
    long length,
    boolean isCode,
    String before,
    String after,
    Optional<String> leadsTo) {
  /** Whether the kernel itself changed its code. */
  public enum Verdict {
    /** It did: the place is one that it patches, and both images hold what it writes there. */
    PATCHED,
    /** It did not. */
    ALARM,
    /** Not all places that it patches could be read, and this is none of the others. */
    UNDECIDED
  }
}
