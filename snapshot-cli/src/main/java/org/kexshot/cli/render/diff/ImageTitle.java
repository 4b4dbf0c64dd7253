package org.kexshot.cli.render.diff;

import java.util.Optional;
import org.kexshot.format.LiveReading;

/**
 * What is said of one of two images that are compared.
 *
 * @param name as the user knows it
 * @param live how it was read while its system ran on; empty for an image of one instant
 */
public record ImageTitle(String name, Optional<LiveReading> live) {}
