package org.kexshot.loader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.kexec.AssembledProgram;

/** What the jump enters, and that calls what was loaded: {@code loader.S} says how. */
final class EntryStub {
  private final AssembledProgram program;

  private EntryStub(AssembledProgram program) {
    this.program = program;
  }

  static EntryStub load(Architecture architecture) throws IOException {
    return new EntryStub(
        AssembledProgram.load(
            switch (architecture) {
              case I386 -> "i386/loader";
              case X86_64 -> "x86_64/loader";
            }));
  }

  /** Bytes that it takes in memory, whole pages. */
  long size() {
    return program.size() + Page.SIZE - 1 & -(long) Page.SIZE;
  }

  /** Offset of its entry. */
  long entry() {
    return program.offset("loader_start");
  }

  /**
   * Its bytes with the parameters filled in.
   *
   * @param programEntry physical address of what it calls
   * @param bootParameters physical address of what a kernel is told; 0 for nothing
   * @param gdtDescriptor physical address of A's {@code saved_context.gdt_desc}, if the jump is to
   *     come back
   */
  ByteBuffer fill(long programEntry, long bootParameters, OptionalLong gdtDescriptor) {
    ByteBuffer out = ByteBuffer.wrap(program.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(program.offset("program_entry"), programEntry);
    out.putLong(program.offset("boot_parameters"), bootParameters);
    out.putLong(program.offset("comes_back"), gdtDescriptor.isPresent() ? 1 : 0);
    out.putLong(program.offset("a_gdt_source"), gdtDescriptor.orElse(0));
    return out;
  }
}
