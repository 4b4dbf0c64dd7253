package org.kexshot.kernel.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.VirtualMemory;

/**
 * Code read just as far as to say where it leads at once: the calls and jumps by which kernels and
 * others patch code. Source: Intel's manual, volume 2; {@code arch/x86/include/asm/nops.h} of 5.10
 * and 6.1.
 *
 * @param memory where it lies
 * @param address of its first byte
 * @param bytes as many as the longest such sequence has
 */
public record Diversion(VirtualMemory memory, long address, ByteBuffer bytes) {
  /** A jump over a register, behind the mark of indirect branch tracking and a nop. */
  private static final int LONGEST = 24;

  private static final int ENDBR64 = 0xfa1e_0ff3;
  private static final int ENDBR32 = 0xfb1e_0ff3;

  /** What stands where nothing is to be done, of five bytes and of two. */
  private static final long[] LONG_NOPS = {
    0x00_0044_1f0fL,
    0x90_6666_6666L,
    0x00_2674_8d3eL,
    0x90_6690_6666L,
    0x00_2674_8d90L,
    0x90_0020_448dL
  };

  private static final int SHORT_NOP = 0x9066;

  /** Moves of a 32-bit register to itself, which are no nops of x86_64. */
  private static final Set<Integer> SHORT_NOPS_32 = Set.of(0xf689, 0xc08b);

  /** As much as the longest instruction that leads elsewhere needs, behind nothing. */
  private static final int ENOUGH = 16;

  /**
   * Reads the code at an address; where the next page is missing, zeros stand for its bytes.
   *
   * @throws MemoryFault if the image does not have enough of it
   */
  public static Diversion at(VirtualMemory memory, long address) throws IOException {
    byte[] code = new byte[LONGEST];
    try {
      memory.read(address, code, 0, LONGEST);
    } catch (MemoryFault cut) {
      if (cut.address() - address < ENOUGH) {
        throw cut;
      }
    }
    return new Diversion(memory, address, ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Offset of the first instruction that does something, of a function. */
  public int start() {
    int mark = bytes.getInt(0);
    int start = mark == ENDBR64 || mark == ENDBR32 ? 4 : 0;
    return isLongNop(start) ? start + 5 : start;
  }

  /** Whether nothing is done at an offset, as at a place that is not patched. */
  public boolean isNop(int at) {
    int two = Short.toUnsignedInt(bytes.getShort(at));
    return isLongNop(at)
        || two == SHORT_NOP
        || memory.pointerSize() == 4 && SHORT_NOPS_32.contains(two);
  }

  /** A byte of the code, unsigned. */
  int unsigned(int at) {
    return Byte.toUnsignedInt(bytes.get(at));
  }

  /** Whether the code begins with these bytes. */
  boolean begins(int... values) {
    for (int i = 0; i < values.length; i++) {
      if (unsigned(i) != values[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether it begins with what does nothing, in five bytes. */
  boolean isLongNop() {
    return isLongNop(0);
  }

  private boolean isLongNop(int at) {
    long code = bytes.getLong(at) & 0xff_ffff_ffffL;
    for (long nop : LONG_NOPS) {
      if (code == nop) {
        return true;
      }
    }
    return false;
  }

  /** Where the instruction at an offset calls or jumps to; empty if it does neither. */
  public OptionalLong target(int at) throws IOException {
    boolean wide = memory.pointerSize() == 8;
    long here = address + at;
    int second = Byte.toUnsignedInt(bytes.get(at + 1));
    return switch (Byte.toUnsignedInt(bytes.get(at))) {
      case 0xe8, 0xe9 -> place(here + 5 + bytes.getInt(at + 1));
      case 0xeb -> place(here + 2 + bytes.get(at + 1));
      // A conditional jump with a 32-bit distance.
      case 0x0f ->
          (second & 0xf0) == 0x80 ? place(here + 6 + bytes.getInt(at + 2)) : OptionalLong.empty();
      case 0xff ->
          second == 0x25
              ? slot(wide ? here + 6 + bytes.getInt(at + 2) : bytes.getInt(at + 2))
              : OptionalLong.empty();
      // A push of the target and a return to it.
      case 0x68 ->
          Byte.toUnsignedInt(bytes.get(at + 5)) == 0xc3
              ? place(bytes.getInt(at + 1))
              : OptionalLong.empty();
      // A move of the target into a register and a jump over it.
      case 0xb8 ->
          !wide && bytes.getShort(at + 5) == (short) 0xe0ff
              ? place(bytes.getInt(at + 1))
              : OptionalLong.empty();
      case 0x48 ->
          wide && second == 0xb8 && bytes.getShort(at + 10) == (short) 0xe0ff
              ? place(bytes.getLong(at + 2))
              : OptionalLong.empty();
      default -> OptionalLong.empty();
    };
  }

  private OptionalLong place(long target) {
    return OptionalLong.of(memory.pointerSize() == 8 ? target : target & 0xffff_ffffL);
  }

  private OptionalLong slot(long pointer) throws IOException {
    return OptionalLong.of(memory.readPointer(place(pointer).getAsLong()));
  }
}
