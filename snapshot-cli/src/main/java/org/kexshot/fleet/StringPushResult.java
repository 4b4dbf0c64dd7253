package org.kexshot.fleet;

/**
 * What a push of strings did.
 *
 * @param pages distinct ones that were to be on the server
 * @param documents that the server has of the repository: those of its pages that have strings
 * @param sent documents that were new, or name another snapshot now
 * @param removed documents of pages that no snapshot holds any more
 * @param unreadable pages that could not be read; their strings are unknown, and not on the server
 * @param bytes of requests, packed
 * @param waits how often the server had too much to do
 */
public record StringPushResult(
    long pages, long documents, long sent, long removed, long unreadable, long bytes, long waits) {}
