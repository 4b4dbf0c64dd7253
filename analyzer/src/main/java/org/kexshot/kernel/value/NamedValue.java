package org.kexshot.kernel.value;

/**
 * A value and where it lies.
 *
 * @param name what was asked for, of a per-cpu variable with the processor
 * @param type as C spells it
 * @param address kernel virtual address
 * @param size bytes
 * @param value what lies there
 */
public record NamedValue(String name, String type, long address, long size, Value value) {}
