package org.kexshot.inspect;

import java.util.List;

/**
 * What an image has of a range of addresses.
 *
 * @param address the first
 * @param length bytes that were asked for
 * @param parts what there is, ascending
 * @param gaps what there is not, ascending
 */
public record MemoryContents(
    long address, long length, List<MemoryRange.Bytes> parts, List<Gap> gaps) {}
