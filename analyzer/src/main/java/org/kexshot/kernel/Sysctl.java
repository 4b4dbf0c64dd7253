package org.kexshot.kernel;

/**
 * A kernel parameter that can be set at run time.
 *
 * @param name with dots, as {@code sysctl} prints it, e.g. {@code kernel.panic}
 * @param value as it is stored: numbers with a blank between, or a text. Where the kernel shows
 *     another unit than it stores (jiffies as seconds), this is the stored one
 * @param address kernel virtual address of the value
 */
public record Sysctl(String name, String value, long address) {}
