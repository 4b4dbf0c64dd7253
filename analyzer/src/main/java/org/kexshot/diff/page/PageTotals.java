package org.kexshot.diff.page;

/**
 * Page frames by how they changed.
 *
 * @param same equal in both
 * @param changed different in both
 * @param appeared known in the second image only
 * @param vanished known in the first image only
 * @param unknown known in neither, or damaged or missing in one
 */
public record PageTotals(long same, long changed, long appeared, long vanished, long unknown) {}
