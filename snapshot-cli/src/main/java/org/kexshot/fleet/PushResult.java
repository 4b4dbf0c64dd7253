package org.kexshot.fleet;

/**
 * What a push did.
 *
 * @param snapshots of the repository that are on the server now
 * @param boots that they are of
 * @param documents that the server has of them
 * @param sent documents that were new or other than before
 * @param removed documents that were of what is no more
 * @param bytes of requests, packed
 * @param waits how often the server had too much to do
 */
public record PushResult(
    long snapshots, long boots, long documents, long sent, long removed, long bytes, long waits) {}
