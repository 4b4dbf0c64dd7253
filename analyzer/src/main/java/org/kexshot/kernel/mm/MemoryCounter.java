package org.kexshot.kernel.mm;

/**
 * A number that the kernel counts of its memory.
 *
 * @param name as {@code /proc/vmstat} has it
 * @param value as {@code /proc/vmstat} has it: in pages, those of huge pages in huge pages, those
 *     of stacks in KiB
 */
public record MemoryCounter(String name, long value) {
  String title() {
    return name + " = " + value;
  }
}
