package org.kexshot.physical;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What lies where in a program's memory: the binary at its start, its input, room for its output, a
 * stack, and at the end a block that tells it of all this. The block is seven numbers of 64 bits:
 *
 * <pre>
 *  0 size of the memory      16 where the input is    32 where the output belongs
 *  8 its physical address    24 bytes of input        40 room for it in bytes
 *                                                     48 bytes of output: the program's to set
 * </pre>
 *
 * <p>Places are as the program sees them: addresses in long mode, else offsets in its memory.
 */
final class ProgramMemory {
  private static final int BLOCK_AND_EXIT = 256;

  /** Distance of the code by which a program in protected mode comes back from the block. */
  private static final int EXIT = 128;

  private static final int OUTPUT_LENGTH = 48;

  /** Where a program in real mode has its memory while it runs: {@code 1000:0000}. */
  static final long REAL_ADDRESS = 0x1_0000;

  /** Bytes to be put at an offset in the memory. */
  record Piece(long offset, ByteBuffer bytes) {}

  private final PhysicalProgram program;
  private final long address;

  /**
   * @param address physical, of the memory
   */
  ProgramMemory(PhysicalProgram program, long address) {
    this.program = program;
    this.address = address;
  }

  private static long inputOffset(byte[] code) {
    return aligned(code.length);
  }

  private static long outputOffset(byte[] code, byte[] input) {
    return aligned(inputOffset(code) + input.length);
  }

  /** Room for output; negative if not even the input fits. */
  static long outputCapacity(byte[] code, byte[] input, EntryMode mode, long size) {
    return size - BLOCK_AND_EXIT - mode.stackSize() - outputOffset(code, input);
  }

  private static long aligned(long offset) {
    return offset + 15 & -16;
  }

  long blockOffset() {
    return program.memory() - BLOCK_AND_EXIT;
  }

  long outputOffset() {
    return outputOffset(program.code(), program.input());
  }

  /**
   * The top of the stack. Above it a program in protected mode finds its return address and its
   * argument, which is at a multiple of 16, as the System V ABI has it.
   */
  long stackOffset() {
    return switch (program.mode()) {
      case REAL -> blockOffset() - 16;
      case PROTECTED -> blockOffset() - 16 - Integer.BYTES;
      case LONG -> blockOffset() - 32;
    };
  }

  /**
   * What the memory holds before the program runs; the rest is zero or what an earlier run left.
   *
   * @param image physical address of the {@link Trampoline}
   * @param exit physical address of where it takes over again
   * @param exitSelector its code segment
   */
  List<Piece> pieces(long image, long exit, int exitSelector) {
    ByteBuffer end = little(BLOCK_AND_EXIT);
    long base =
        switch (program.mode()) {
          case REAL, PROTECTED -> 0;
          case LONG -> address;
        };
    end.putLong(program.memory())
        .putLong(program.mode() == EntryMode.REAL ? REAL_ADDRESS : address)
        .putLong(base + inputOffset(program.code()))
        .putLong(program.input().length)
        .putLong(base + outputOffset())
        .putLong(outputCapacity(program.code(), program.input(), program.mode(), program.memory()));
    // movl $image, %ebx; ljmp $exitSelector, $exit
    end.position(EXIT);
    end.put((byte) 0xbb)
        .putInt((int) image)
        .put((byte) 0xea)
        .putInt((int) exit)
        .putShort((short) exitSelector);
    ByteBuffer call = little(2 * Integer.BYTES);
    call.putInt((int) blockOffset() + EXIT).putInt((int) blockOffset());
    return List.of(
        new Piece(0, direct(program.code())),
        new Piece(inputOffset(program.code()), direct(program.input())),
        new Piece(stackOffset(), call.rewind()),
        new Piece(blockOffset(), end.rewind()));
  }

  /** Where the block says, after the run, how much output there is. */
  long outputLengthOffset() {
    return blockOffset() + OUTPUT_LENGTH;
  }

  /**
   * How much output there is.
   *
   * @param said by the program
   */
  int outputLength(long said) {
    long room = outputCapacity(program.code(), program.input(), program.mode(), program.memory());
    return said < 0 || said > room ? -1 : (int) said;
  }

  private static ByteBuffer direct(byte[] bytes) {
    return little(bytes.length).put(bytes).rewind();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
