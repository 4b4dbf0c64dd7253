package org.kexshot.kernel.mm;

/**
 * A number that the kernel counts of its memory.
 *
 * @param name as {@code /proc/vmstat} has it
 * @param value in pages unless the name says otherwise
 */
public record MemoryCounter(String name, long value) {
  String title() {
    return name + " = " + value;
  }
}
