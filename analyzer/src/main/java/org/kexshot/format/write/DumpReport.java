package org.kexshot.format.write;

import org.kexshot.filter.PageCounts;

/**
 * What was written.
 *
 * @param counts the selection's frames by kind, pages of zeros told from the others if the level
 *     leaves them out
 * @param unreadable frames whose contents could not be read; the dump marks them as missing
 * @param bytes that went to the sink
 */
public record DumpReport(PageCounts counts, long unreadable, long bytes) {}
