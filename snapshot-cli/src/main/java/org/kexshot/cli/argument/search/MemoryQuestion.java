package org.kexshot.cli.argument.search;

import java.util.Optional;
import java.util.function.Predicate;
import org.kexshot.owner.bytes.ByteOwner;
import org.kexshot.pattern.BytePattern;

/**
 * What is looked for in memory.
 *
 * @param pattern that bytes match
 * @param given the pattern as the user wrote it
 * @param whose the memory must be; empty for anyone's
 */
public record MemoryQuestion(
    BytePattern pattern, String given, Optional<Predicate<ByteOwner>> whose) {}
