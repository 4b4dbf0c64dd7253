package org.kexshot.store.manifest;

import java.util.Optional;

/**
 * Where a snapshot's pages came from.
 *
 * @param format the dump's format in words, as {@link org.kexshot.format.Dump#formatName()} says it
 * @param name the file or device as the user named it
 * @param bytes the file's length
 * @param sha256 of the whole file, lower-case hexadecimal, where it was computed
 */
public record SourceFile(String format, String name, long bytes, Optional<String> sha256) {}
