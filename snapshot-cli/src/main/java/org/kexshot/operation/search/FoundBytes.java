package org.kexshot.operation.search;

import java.util.List;

/**
 * Where a pattern was found, whatever images show it.
 *
 * @param offset of its first byte in the first page
 * @param length in bytes
 * @param frames that hold it, one after the other in the space of their owner
 * @param pages the numbers of their contents
 */
record FoundBytes(int offset, int length, List<Long> frames, List<Long> pages) {}
