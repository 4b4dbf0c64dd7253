package org.kexshot.physical;

/**
 * A flat binary and what it is given.
 *
 * @param code the binary, whose first byte is its entry
 * @param input bytes that it finds in its memory
 * @param mode how it is entered
 * @param memory bytes of memory that it gets, at most {@link EntryMode#largest}
 */
public record PhysicalProgram(byte[] code, byte[] input, EntryMode mode, long memory) {
  public PhysicalProgram {
    memory = mode.memory(memory);
    if (memory <= 0 || memory > mode.largest()) {
      throw new IllegalArgumentException(
          "%d bytes of memory; 1 to %d expected".formatted(memory, mode.largest()));
    }
    code = code.clone();
    input = input.clone();
    if (code.length == 0) {
      throw new IllegalArgumentException("a program of no bytes");
    }
    if (ProgramMemory.outputCapacity(code, input, mode, memory) < 0) {
      throw new IllegalArgumentException(
          ("the program's %d bytes, its input of %d and a stack of %d do not fit into %d bytes of"
                  + " memory")
              .formatted(code.length, input.length, mode.stackSize(), memory));
    }
  }

  @Override
  public byte[] code() {
    return code.clone();
  }

  @Override
  public byte[] input() {
    return input.clone();
  }
}
