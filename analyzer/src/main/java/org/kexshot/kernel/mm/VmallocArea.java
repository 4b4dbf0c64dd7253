package org.kexshot.kernel.mm;

/**
 * A range of the kernel's own virtual memory, as {@code /proc/vmallocinfo} shows it.
 *
 * @param start first address
 * @param end one past the last, a guard page included
 * @param use what for: {@code vmalloc}, {@code vmap}, {@code ioremap} and so on; empty if the
 *     kernel does not say
 * @param pages pages of RAM that were taken for it
 * @param caller address of the code that asked for it; 0 if the kernel does not say
 * @param callerName that code by its symbol; empty if the kernel does not say
 */
public record VmallocArea(
    long start, long end, String use, long pages, long caller, String callerName) {
  /** Whether it maps a device's memory and no RAM of its own. */
  public boolean isDevice() {
    return use.equals("ioremap");
  }

  /** The range, its use and the code that asked for it. */
  String title() {
    return "0x%x-0x%x  %s  %s".formatted(start, end, use, callerName);
  }

  long bytes() {
    return end - start;
  }
}
