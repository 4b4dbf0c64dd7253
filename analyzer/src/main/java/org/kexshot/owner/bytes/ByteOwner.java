package org.kexshot.owner.bytes;

import java.util.Optional;
import org.kexshot.kernel.typing.Typing;
import org.kexshot.owner.OwnerKind;
import org.kexshot.types.MemberLookup;

/**
 * Whose a range of bytes of one page frame is. All of them are of one object: an object of a slab
 * cache, a variable, a page descriptor; where no objects are known, the frame is one.
 *
 * @param kind what the frame is used for
 * @param name of the slab cache, the variable, the file, the process; empty where there is none
 * @param area of an anonymous page the memory area, such as {@code "[heap]"}; of a slab {@code
 *     "between objects"} for what is none's; else empty
 * @param typing the object's type; empty if it is not known
 * @param members finds the type's members; null if it is not known
 * @param start offset in the frame of the first byte
 * @param end one past the last
 * @param objectOffset of the first byte in the object
 * @param place of the first byte: a kernel virtual address, of an anonymous page the address in its
 *     process, of a file the offset in it
 * @param use whether the object is in use
 */
public record ByteOwner(
    OwnerKind kind,
    String name,
    String area,
    Optional<Typing> typing,
    MemberLookup members,
    int start,
    int end,
    long objectOffset,
    long place,
    Use use) {

  /** Whether an object is in use, where its allocator tells. */
  public enum Use {
    USED,
    FREE,
    /** The allocator does not say, or what it says is not in the image. */
    UNKNOWN
  }

  /** Where the object starts, as {@link #place} counts. */
  public long object() {
    return place - objectOffset;
  }

  /** Whether who uses these bytes is known by more than that it is the kernel. */
  public boolean isKnown() {
    return kind != OwnerKind.UNKNOWN && !(kind == OwnerKind.RESERVED && name.isEmpty());
  }
}
