package org.kexshot.kernel.sysctl;

/**
 * A kernel parameter that can be set at run time.
 *
 * @param name with dots, as {@code sysctl} prints it, e.g. {@code kernel.panic}
 * @param value as the kernel shows it: numbers with a blank between, or a text
 * @param raw whether the function that shows it is not known, so that it is given as integers
 * @param address kernel virtual address of the value
 * @param bytes that the value takes there
 * @param number the type of each of its numbers, as BTF names it, e.g. {@code "unsigned int"};
 *     empty for a text
 */
public record Sysctl(
    String name, String value, boolean raw, long address, long bytes, String number) {
  /** Whether a range of kernel virtual memory lies in the value. */
  public boolean holds(long start, long length) {
    long offset = start - address;
    return Long.compareUnsigned(offset, bytes) < 0 && length <= bytes - offset;
  }

  /** As {@code sysctl} prints it. */
  String title() {
    return name + " = " + value;
  }
}
