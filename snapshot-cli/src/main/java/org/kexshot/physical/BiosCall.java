package org.kexshot.physical;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.kexshot.kexec.AssembledProgram;

/**
 * A call of the BIOS in real mode: {@code real/bios.S}.
 *
 * @param interrupt its number
 * @param registers values; those that are missing are zero, but for the segments, which are the
 *     buffer's
 * @param atBuffer registers that are to hold where in its segment the buffer is
 * @param content of the buffer before the call
 * @param bufferSize bytes, at least as many
 */
public record BiosCall(
    int interrupt,
    Map<Register, Long> registers,
    Set<Register> atBuffer,
    byte[] content,
    int bufferSize) {
  private static final int REGISTERS_SIZE = 40;
  private static final long SEGMENT = ProgramMemory.REAL_ADDRESS >> 4;

  /** The carry flag, by which the BIOS says that it could not. */
  private static final int CARRY = 1;

  public BiosCall {
    registers = Map.copyOf(registers);
    atBuffer = Set.copyOf(atBuffer);
    content = content.clone();
    if (interrupt < 0 || interrupt > 255) {
      throw new IllegalArgumentException("interrupt 0x%x: 0 to 0xff expected".formatted(interrupt));
    }
    if (bufferSize < content.length) {
      throw new IllegalArgumentException(
          "%d bytes for a buffer of %d".formatted(content.length, bufferSize));
    }
  }

  /**
   * What the call left.
   *
   * @param registers values, without sign
   * @param buffer its bytes
   */
  public record Answer(Map<Register, Long> registers, byte[] buffer) {
    public Answer {
      registers = Map.copyOf(registers);
      buffer = buffer.clone();
    }

    /** Whether the BIOS set the carry flag. */
    public boolean carry() {
      return (registers.get(Register.FLAGS) & CARRY) != 0;
    }
  }

  /**
   * The program that makes the call.
   *
   * @throws IllegalArgumentException if the buffer is too large for 64 KiB
   */
  public PhysicalProgram program() throws IOException {
    byte[] code = AssembledProgram.resource("real/bios.bin");
    PhysicalProgram sized = new PhysicalProgram(code, input(0), EntryMode.REAL, 0);
    long output = new ProgramMemory(sized, ProgramMemory.REAL_ADDRESS).outputOffset();
    long room = ProgramMemory.outputCapacity(code, sized.input(), EntryMode.REAL, sized.memory());
    if (REGISTERS_SIZE + bufferSize > room) {
      throw new IllegalArgumentException(
          "a buffer of %d bytes; at most %d fit".formatted(bufferSize, room - REGISTERS_SIZE));
    }
    return new PhysicalProgram(code, input(output + REGISTERS_SIZE), EntryMode.REAL, 0);
  }

  private byte[] input(long buffer) {
    ByteBuffer input =
        ByteBuffer.allocate(REGISTERS_SIZE + content.length).order(ByteOrder.LITTLE_ENDIAN);
    input.putInt(0, interrupt);
    for (Register register : Register.values()) {
      boolean segment = register == Register.DS || register == Register.ES;
      long value =
          atBuffer.contains(register)
              ? buffer
              : registers.getOrDefault(register, segment ? SEGMENT : 0);
      if (register.size() == Integer.BYTES) {
        input.putInt(register.offset(), (int) value);
      } else {
        input.putShort(register.offset(), (short) value);
      }
    }
    return input.put(REGISTERS_SIZE, content).array();
  }

  /** What the program's output says. */
  public Answer answer(byte[] output) {
    ByteBuffer bytes = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    Map<Register, Long> after = new EnumMap<>(Register.class);
    for (Register register : Register.values()) {
      after.put(
          register,
          register.size() == Integer.BYTES
              ? Integer.toUnsignedLong(bytes.getInt(register.offset()))
              : Short.toUnsignedLong(bytes.getShort(register.offset())));
    }
    return new Answer(
        after, Arrays.copyOfRange(output, REGISTERS_SIZE, REGISTERS_SIZE + bufferSize));
  }
}
