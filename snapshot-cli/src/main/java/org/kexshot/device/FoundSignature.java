package org.kexshot.device;

/**
 * A signature that is on a device.
 *
 * @param contents what it is the signature of, with an article
 * @param offset of its first byte from the start of the device
 * @param length in bytes
 */
public record FoundSignature(String contents, long offset, int length) {}
