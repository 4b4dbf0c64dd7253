package org.kexshot.kernel.sysctl;

/**
 * A kernel parameter that can be set at run time.
 *
 * @param name with dots, as {@code sysctl} prints it, e.g. {@code kernel.panic}
 * @param value as the kernel shows it: numbers with a blank between, or a text
 * @param raw whether the function that shows it is not known, so that it is given as integers
 * @param address kernel virtual address of the value
 */
public record Sysctl(String name, String value, boolean raw, long address) {
  /** As {@code sysctl} prints it. */
  String title() {
    return name + " = " + value;
  }
}
