package org.kexshot.lab;

import java.util.Optional;

/** What differs between guests of the two architectures, outside of them. */
public enum GuestArchitecture {
  I386("i386", Optional.empty(), GuestRegisters.i386()),

  /** A processor with what today's have and QEMU emulates, but page tables of four levels. */
  X86_64("x86_64", Optional.of("max,la57=off"), GuestRegisters.x8664());

  private final String kernelName;
  private final Optional<String> processorModel;
  private final GuestRegisters registers;

  GuestArchitecture(String kernelName, Optional<String> processorModel, GuestRegisters registers) {
    this.kernelName = kernelName;
    this.processorModel = processorModel;
    this.registers = registers;
  }

  /** As the kernel's build and this project's recipes call it. */
  public String kernelName() {
    return kernelName;
  }

  /** QEMU's program. */
  String emulator() {
    return "qemu-system-" + kernelName;
  }

  /** QEMU's name for the processor, where its default does not serve. */
  Optional<String> processorModel() {
    return processorModel;
  }

  /** The debugger's name for the address of the next instruction. */
  public String instructionPointer() {
    return registers.instructionPointer();
  }

  /** The debugger's name for the address of the top of the stack. */
  public String stackPointer() {
    return registers.stackPointer();
  }

  GuestRegisters registers() {
    return registers;
  }
}
