package org.kexshot.lab;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How QEMU's debugger stub sends an architecture's registers: one after the other, little-endian.
 *
 * @param words the general ones, which come first, and last of these the instruction pointer
 * @param wordBytes the size of each of these
 * @param narrow flags and segments, four bytes each
 */
record GuestRegisters(List<String> words, int wordBytes, List<String> narrow) {
  private static final List<String> FLAGS_AND_SEGMENTS =
      List.of("eflags", "cs", "ss", "ds", "es", "fs", "gs");

  static GuestRegisters i386() {
    return new GuestRegisters(
        List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip"),
        Integer.BYTES,
        FLAGS_AND_SEGMENTS);
  }

  static GuestRegisters x8664() {
    return new GuestRegisters(
        List.of(
            "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12",
            "r13", "r14", "r15", "rip"),
        Long.BYTES,
        FLAGS_AND_SEGMENTS);
  }

  String instructionPointer() {
    return words.get(words.size() - 1);
  }

  String stackPointer() {
    return wordBytes == Long.BYTES ? "rsp" : "esp";
  }

  /** The registers by name, as unsigned values; what the stub sends after these is left alone. */
  Map<String, Long> parse(byte[] sent) {
    ByteBuffer values = littleEndian(sent);
    Map<String, Long> registers = new LinkedHashMap<>();
    for (String name : words) {
      registers.put(
          name,
          wordBytes == Long.BYTES ? values.getLong() : Integer.toUnsignedLong(values.getInt()));
    }
    for (String name : narrow) {
      registers.put(name, Integer.toUnsignedLong(values.getInt()));
    }
    return registers;
  }

  /** Changes a register in what the stub sent. */
  void set(byte[] sent, String name, long value) {
    int word = words.indexOf(name);
    ByteBuffer values = littleEndian(sent);
    if (word >= 0 && wordBytes == Long.BYTES) {
      values.putLong(word * wordBytes, value);
    } else if (word >= 0) {
      values.putInt(word * wordBytes, (int) value);
    } else {
      int at = narrow.indexOf(name);
      if (at < 0) {
        throw new IllegalArgumentException(
            name + " is not a register; these are: " + words + narrow);
      }
      values.putInt(words.size() * wordBytes + at * Integer.BYTES, (int) value);
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
