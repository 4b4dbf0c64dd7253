package org.kexshot.kexec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.Architecture;

/**
 * The registers that {@code relocate_kernel} pushes on the jumper's stack before it leaves, and the
 * {@code struct elf_prstatus} that shows them to crash and gdb. Sources: {@code
 * arch/x86/kernel/relocate_kernel_32.S} and {@code _64.S}, {@code arch/x86/include/asm/elf.h},
 * {@code arch/x86/include/uapi/asm/ptrace-abi.h}.
 */
public enum SavedRegisters {
  I386(
      Architecture.I386,
      List.of("eflags", "ebp", "edi", "esi", "ebx", "eip"),
      144,
      72,
      "ebx ecx edx esi edi ebp eax ds es fs gs orig_eax eip cs eflags esp ss",
      Map.of("cs", 0x60L, "ds", 0x68L, "es", 0x68L, "ss", 0x68L, "orig_eax", -1L),
      "esp"),
  X86_64(
      Architecture.X86_64,
      List.of("eflags", "r15", "r14", "r13", "r12", "rbp", "rbx", "rip"),
      336,
      112,
      "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss"
          + " fs_base gs_base ds es fs gs",
      Map.of("cs", 0x10L, "ss", 0x18L, "orig_rax", -1L),
      "rsp");

  private final int wordSize;
  private final List<String> pushed;
  private final int statusSize;
  private final int statusRegisters;
  private final List<String> order;
  private final Map<String, Long> constants;
  private final String stackPointer;

  /**
   * @param pushed from where the saved stack pointer points, upwards
   * @param statusSize of {@code struct elf_prstatus}
   * @param statusRegisters offset in it of {@code pr_reg}
   * @param order of the registers there
   * @param constants what the kernel always has in some of them
   */
  SavedRegisters(
      Architecture architecture,
      List<String> pushed,
      int statusSize,
      int statusRegisters,
      String order,
      Map<String, Long> constants,
      String stackPointer) {
    this.wordSize = architecture.pointerSize();
    this.pushed = pushed;
    this.statusSize = statusSize;
    this.statusRegisters = statusRegisters;
    this.order = List.of(order.split(" "));
    this.constants = constants;
    this.stackPointer = stackPointer;
  }

  public static SavedRegisters of(Architecture architecture) {
    return architecture == Architecture.I386 ? I386 : X86_64;
  }

  /** Bytes that were pushed. */
  int pushedSize() {
    return pushed.size() * wordSize;
  }

  /** Bytes of {@code struct elf_prstatus}. */
  public int statusSize() {
    return statusSize;
  }

  /**
   * The registers as the jumper's function had them when it called {@code relocate_kernel}, as a
   * {@code struct elf_prstatus}. Those that it did not save are zero.
   *
   * @param stack the saved stack pointer
   * @param bytes what lies there, {@link #pushedSize} bytes
   */
  byte[] status(long stack, byte[] bytes) {
    ByteBuffer saved = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Long> values = new HashMap<>(constants);
    for (String register : pushed) {
      values.put(register, wordSize == 4 ? saved.getInt() : saved.getLong());
    }
    values.put(stackPointer, stack + bytes.length);
    ByteBuffer status = ByteBuffer.allocate(statusSize).order(ByteOrder.LITTLE_ENDIAN);
    status.position(statusRegisters);
    for (String register : order) {
      long value = values.getOrDefault(register, 0L);
      if (wordSize == 4) {
        status.putInt((int) value);
      } else {
        status.putLong(value);
      }
    }
    return status.array();
  }
}
