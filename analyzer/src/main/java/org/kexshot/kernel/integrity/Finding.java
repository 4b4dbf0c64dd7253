package org.kexshot.kernel.integrity;

/**
 * Something in the kernel's code or tables that is not as it was built.
 *
 * @param type what it is
 * @param place where, in words, e.g. {@code sys_call_table[39]}
 * @param address kernel virtual address of the place
 * @param found what is there
 * @param expected what should be there; what the kernel itself did, if that explains it
 * @param explained whether the kernel itself did it by right: a probe or a tracer
 */
public record Finding(
    FindingType type,
    String place,
    long address,
    String found,
    String expected,
    boolean explained) {
  /** What is wrong, where, and what is there. */
  String title() {
    return "%s  %s  %s".formatted(type.words(), place, found);
  }
}
