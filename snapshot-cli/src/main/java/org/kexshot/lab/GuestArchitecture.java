package org.kexshot.lab;

import java.util.Optional;

/** What differs between guests of the architectures and kernel variants, outside of them. */
public enum GuestArchitecture {
  I386("i386", Optional.empty(), "i386", Optional.empty(), GuestRegisters.i386()),

  /**
   * With page tables of three levels, for memory above 4 GiB. QEMU's emulator of i386 does not get
   * past the first access up there, the one of x86_64 does.
   */
  I386_PAE("i386", Optional.of("pae"), "x86_64", Optional.empty(), GuestRegisters.x8664()),

  /**
   * A processor with what today's have and QEMU emulates, but page tables of four levels. It has no
   * AVX, which Java and the C library copy by where they find it, and which takes an emulator far
   * longer than SSE.
   */
  X86_64(
      "x86_64",
      Optional.empty(),
      "x86_64",
      Optional.of("max,la57=off,avx=off,avx2=off"),
      GuestRegisters.x8664());

  private final String kernelName;
  private final Optional<String> kernelVariant;
  private final String emulated;
  private final Optional<String> processorModel;
  private final GuestRegisters registers;

  GuestArchitecture(
      String kernelName,
      Optional<String> kernelVariant,
      String emulated,
      Optional<String> processorModel,
      GuestRegisters registers) {
    this.kernelName = kernelName;
    this.kernelVariant = kernelVariant;
    this.emulated = emulated;
    this.processorModel = processorModel;
    this.registers = registers;
  }

  /** As the kernel's build and this project's recipes call the architecture. */
  public String kernelName() {
    return kernelName;
  }

  /** Whether the kernel is one with other options than the architecture's own in the lab. */
  boolean hasKernelVariant() {
    return kernelVariant.isPresent();
  }

  /** QEMU's program. */
  String emulator() {
    return "qemu-system-" + emulated;
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

  /** As users write it: the architecture, and after a hyphen the kernel's variant. */
  @Override
  public String toString() {
    return kernelVariant.map(variant -> kernelName + "-" + variant).orElse(kernelName);
  }
}
