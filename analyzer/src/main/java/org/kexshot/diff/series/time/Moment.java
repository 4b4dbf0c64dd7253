package org.kexshot.diff.series.time;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One image of a series.
 *
 * @param name as the user knows it
 * @param takenAt when it was taken, if it says so
 * @param kernelNanos nanoseconds since boot by the kernel's own clock, if that can be read
 */
public record Moment(String name, Optional<Instant> takenAt, OptionalLong kernelNanos) {}
