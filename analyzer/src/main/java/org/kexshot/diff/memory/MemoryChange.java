package org.kexshot.diff.memory;

import java.util.Optional;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.kernel.typing.SpelledType;
import org.kexshot.owner.OwnerKind;

/**
 * Changed bytes of one owner, of one member of its objects.
 *
 * @param owner what the memory is used for
 * @param name of the slab cache, the variable, the file, the process, in the second image; empty if
 *     there is none; {@link #OTHERS} for those beyond a bounded number
 * @param area of a process's own memory the memory area, of a slab {@code "between objects"} for
 *     what is none's; else empty
 * @param typing of the objects; empty if it is not known
 * @param member path to it without numbers of array elements: {@code "slots[].next"}; empty for
 *     objects without a type, for what is no member, and for objects that came, went or are free
 * @param fate what became of the objects
 * @param objects how many objects, or page frames where no objects are known
 * @param bytes how many bytes differ
 * @param address of the first of the objects, as {@link org.kexshot.owner.bytes.ByteOwner#object}
 *     counts
 * @param example the first member's value, or a word, in both images; empty if objects were not in
 *     use in both
 */
public record MemoryChange(
    OwnerKind owner,
    String name,
    String area,
    Optional<SpelledType> typing,
    String member,
    Fate fate,
    long objects,
    long bytes,
    long address,
    Optional<ValueChange> example) {
  /** The name of all owners of a kind for which there was no room. */
  public static final String OTHERS = "(others)";
}
