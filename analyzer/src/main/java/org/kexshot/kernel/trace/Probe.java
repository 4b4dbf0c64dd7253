package org.kexshot.kernel.trace;

import java.util.Optional;

/**
 * A function that is called when the kernel comes to some place.
 *
 * @param type where it is called
 * @param place the function, instruction or tracepoint; of several functions the first, and how
 *     many more; empty if it cannot be read
 * @param handler the function that is called, as {@code name [module]}
 * @param program id of the BPF program that is run; empty if it is none, or not known which
 * @param enabled whether it is called at present
 * @param trampoline address of code that was made for it; empty if there is none
 * @param address kernel virtual address of what describes it
 */
public record Probe(
    ProbeType type,
    Optional<String> place,
    String handler,
    Optional<Long> program,
    boolean enabled,
    Optional<Long> trampoline,
    long address) {
  /** What is called, and where. */
  String title() {
    return "%s %s  %s%s"
        .formatted(
            type.words(),
            place.orElse("?"),
            handler,
            program.map(id -> "  BPF program " + id).orElse(""));
  }
}
