package org.kexshot.diff.page;

/**
 * Pages by how they changed. Where frames of the two images do not correspond, pages are matched by
 * what they hold, and none is changed.
 *
 * @param same equal in both; by what they hold: of the second image, and somewhere in the first
 * @param changed different in both
 * @param appeared known in the second image only; by what they hold: nowhere in the first
 * @param vanished known in the first image only; by what they hold: nowhere in the second
 * @param unknown known in neither, or damaged or missing in one; by what they hold: not known in
 *     the second
 */
public record PageTotals(long same, long changed, long appeared, long vanished, long unknown) {}
