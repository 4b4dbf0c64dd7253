package org.kexshot.kernel;

/**
 * A range of the kernel's own virtual memory, as {@code /proc/vmallocinfo} shows it.
 *
 * @param start first address
 * @param end one past the last, a guard page included
 * @param caller address of the code that asked for it; 0 if the kernel does not say
 * @param device whether it maps a device's memory and no RAM of its own
 */
public record VmallocArea(long start, long end, long caller, boolean device) {}
