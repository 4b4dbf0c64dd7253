package org.kexshot.kernel;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;
import org.kexshot.types.TypeException;
import org.kexshot.types.TypeKind;

/**
 * A structure at an address, read member by member. Members are named by path ({@code
 * "f_path.dentry"}); each read goes to memory. A member that the kernel's type lacks is a {@link
 * TypeException}; ask {@link #has} where kernels differ.
 *
 * @param memory the address space that the address is of
 * @param type a structure or union
 * @param address of its first byte
 */
public record KernelStruct(VirtualMemory memory, KernelType type, long address) {
  private static final int MAX_TEXT = 4096;

  /** Whether the kernel's type has the member. */
  public boolean has(String path) {
    return type.member(path).isPresent();
  }

  /** The member's type and place. */
  public Member member(String path) throws TypeException {
    Optional<Member> member = type.member(path);
    if (member.isEmpty()) {
      throw new TypeException("the image's %s has no member %s".formatted(type.spelled(), path));
    }
    return member.get();
  }

  /** Address of the member. */
  public long addressOf(String path) throws IOException {
    return address + member(path).offset();
  }

  /** A number, with its sign if the type has one; a pointer widened without sign. */
  public long number(String path) throws IOException {
    return number(member(path));
  }

  private long number(Member member) throws IOException {
    long size = member.type().size();
    if (size < 1 || size > 8) {
      throw new TypeException(
          "member %s of %s is not a number but %s"
              .formatted(member.name(), type.spelled(), member.type().spelled()));
    }
    if (member.isBitField()) {
      return bitField(member);
    }
    byte[] bytes = memory.readBytes(address + member.offset(), (int) size);
    return decode(bytes, 0, 8 * (int) size, member.type().isSigned());
  }

  private long bitField(Member member) throws IOException {
    int shift = (int) (member.bitOffset() & 7);
    int length = shift + member.bitSize() + 7 >>> 3;
    byte[] bytes = memory.readBytes(address + member.offset(), Math.min(length, 8));
    return decode(bytes, shift, member.bitSize(), member.type().isSigned());
  }

  private static long decode(byte[] bytes, int shift, int bits, boolean signed) {
    long value = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    int unused = 64 - bits;
    return signed ? value >>> shift << unused >> unused : value >>> shift << unused >>> unused;
  }

  /** A number of 32 bits or less. */
  public int integer(String path) throws IOException {
    return (int) number(path);
  }

  /** Where a pointer points; 0 if it is null. */
  public long pointer(String path) throws IOException {
    return memory.readPointer(addressOf(path));
  }

  /** A structure that lies in this one. */
  public KernelStruct embedded(String path) throws IOException {
    Member member = member(path);
    return new KernelStruct(memory, member.type(), address + member.offset());
  }

  /** The structure that a member points to; empty if the pointer is null. */
  public Optional<KernelStruct> follow(String path) throws IOException {
    Member member = member(path);
    long target = memory.readPointer(address + member.offset());
    return target == 0
        ? Optional.empty()
        : Optional.of(new KernelStruct(memory, member.type().target(), target));
  }

  /**
   * The structure that a member points to, where it must point to one.
   *
   * @throws MemoryFault if the pointer is null
   */
  public KernelStruct target(String path) throws IOException {
    Optional<KernelStruct> target = follow(path);
    if (target.isEmpty()) {
      throw new MemoryFault(
          "kernel virtual",
          0,
          PageState.NOT_RAM,
          "%s of %s at 0x%x is a null pointer".formatted(path, type.spelled(), address));
    }
    return target.get();
  }

  /** Text in an array of characters, or behind a pointer to them; empty for a null pointer. */
  public String text(String path) throws IOException {
    Member member = member(path);
    long at = address + member.offset();
    if (member.type().kind() == TypeKind.ARRAY) {
      return memory.readString(at, (int) Math.min(member.type().size(), MAX_TEXT));
    }
    long target = memory.readPointer(at);
    return target == 0 ? "" : memory.readString(target, MAX_TEXT);
  }
}
