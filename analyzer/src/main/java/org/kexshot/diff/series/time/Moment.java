package org.kexshot.diff.series.time;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.format.LiveReading;

/**
 * One image of a series.
 *
 * @param name as the user knows it
 * @param takenAt when it was taken, if it says so
 * @param live how it was read while its system ran on; empty for an image of one instant
 * @param kernelNanos nanoseconds since boot by the kernel's own clock, if that can be read
 */
public record Moment(
    String name, Optional<Instant> takenAt, Optional<LiveReading> live, OptionalLong kernelNanos) {}
