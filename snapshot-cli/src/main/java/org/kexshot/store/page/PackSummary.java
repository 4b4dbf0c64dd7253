package org.kexshot.store.page;

/**
 * A pack as a manifest names it.
 *
 * @param number repository-wide, from 1, ascending in the order of writing
 * @param sha256 of the pack's index, which holds the SHA-256 of each page; lower-case hexadecimal
 * @param pages stored in it
 * @param bytes length of its file
 */
public record PackSummary(int number, String sha256, long pages, long bytes) {}
