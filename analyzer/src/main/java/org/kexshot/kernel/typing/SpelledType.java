package org.kexshot.kernel.typing;

/**
 * The type of a piece of the kernel's data, as it is told.
 *
 * @param spelled as C spells it, with the number of elements: {@code "struct list_head[16]"}
 * @param certainty how sure it is
 */
public record SpelledType(String spelled, Certainty certainty) {}
