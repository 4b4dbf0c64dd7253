package org.kexshot.fleet;

import java.util.Optional;
import org.kexshot.index.query.MemoryQuery;
import org.kexshot.pattern.BytePattern;

/**
 * What is looked for in the strings of memory on a server.
 *
 * @param query the text, and of which machines; one that a server can answer
 * @param pattern of the text, with the rule of case; what it does not match is not found
 * @param limit pages to return at most
 * @param context characters to show on each side of what matches
 * @param after {@link StringResult#next} of the pages before
 */
public record StringRequest(
    MemoryQuery query, BytePattern pattern, int limit, int context, Optional<String> after) {}
