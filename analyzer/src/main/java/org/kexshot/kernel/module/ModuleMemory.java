package org.kexshot.kernel.module;

/**
 * A piece of kernel virtual memory that a module's code or data fills.
 *
 * @param module its name
 * @param start first address
 * @param size bytes
 */
public record ModuleMemory(String module, long start, long size) {}
