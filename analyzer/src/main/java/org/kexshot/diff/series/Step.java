package org.kexshot.diff.series;

import org.kexshot.diff.finding.Findings;

/**
 * What differs between an image of a series and the one before.
 *
 * @param to the later image, from 1
 */
public record Step(int to, Findings findings) {}
